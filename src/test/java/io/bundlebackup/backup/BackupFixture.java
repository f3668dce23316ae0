package io.bundlebackup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.tar.Python;
import io.bundlebackup.archive.tar.TarTools;
import io.bundlebackup.archive.tree.Workers;
import io.bundlebackup.bundle.TestBundles;
import io.bundlebackup.bundle.command.ExtensionRunner;
import io.bundlebackup.bundle.selection.PathSelection;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.ManifestReader;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.RawFiles;
import io.bundlebackup.session.work.BundleFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

/** A bundle, its backup, and what other people's tools make of that. Lies in a short directory: paths get long. */
final class BackupFixture implements AutoCloseable {
    static final boolean ROOT = TarTools.run("id", "-u").strip().equals("0");
    private static final InstantSource MUCH_LATER = InstantSource.fixed(Instant.parse("2400-01-01T00:00:00Z"));

    private static final String UNPACK = """
            import os, sys, tarfile
            if os.getuid() != 0: tarfile.TarFile.chown = lambda *arguments, **named: None
            for part in sys.argv[2:]:
                with tarfile.open(part, encoding='utf-8', errors='surrogateescape') as tar:
                    if hasattr(tarfile, 'fully_trusted_filter'):
                        tar.extraction_filter = staticmethod(tarfile.fully_trusted_filter)
                    tar.extractall(sys.argv[1], numeric_owner=True)
            """;

    final Path directory;
    final Path source;
    final Path folder;
    final Workers workers = new Workers();
    final Staging staging;
    final ImmediateClient client;
    private PackSettings settings = settings(3_000, 8_000, 10);

    BackupFixture() throws IOException {
        this(PathSelection.everything());
    }

    BackupFixture(PathSelection selection) throws IOException {
        directory = Files.createTempDirectory("b");
        source = Files.createDirectory(directory.resolve("source"));
        folder = Files.createDirectory(directory.resolve("folder"));
        staging = new Staging(
                Files.createDirectory(directory.resolve("staging")),
                new StagingSettings(DataSize.ofGigabytes(1), DataSize.ofBytes(0)));
        client = new ImmediateClient(TestBundles.of("com.example.tree", source, selection), staging, folder);
    }

    static PackSettings settings(long bigFile, long part, int entries) {
        return new PackSettings(DataSize.ofBytes(bigFile), DataSize.ofBytes(part), entries);
    }

    BackupFixture cutAt(long bigFile, long part, int entries) {
        settings = settings(bigFile, part, entries);
        return this;
    }

    Path at(String latin1) {
        return RawFiles.at(source, latin1);
    }

    Path file(String name, int size) throws IOException {
        return file(name, "x".repeat(size));
    }

    Path file(String name, String text) throws IOException {
        Files.createDirectories(Objects.requireNonNull(at(name).getParent()));
        return Files.writeString(at(name), text);
    }

    void link(String name, String first) throws IOException {
        Files.createDirectories(Objects.requireNonNull(at(name).getParent()));
        Files.createLink(at(name), at(first));
    }

    void backUp() throws InterruptedException, BundleFailedException {
        work(staging).run(client);
    }

    private BackupWork work(Staging area) {
        var extensions = new ExtensionRunner(Path.of(System.getProperty("java.io.tmpdir")));
        return new BackupWork(
                new FullBackup(),
                new BackupTools(area, workers, settings, MUCH_LATER, new JsonMapper(), extensions),
                BackupWork.Keeping.NOTHING);
    }

    StagedBundle staged() {
        return staging.at(client.id());
    }

    /** Backs up, is killed at a step, and goes on after a restart; returns whether the backup came to that step. */
    boolean backUpKilledAt(int step) throws IOException, InterruptedException, BundleFailedException {
        try {
            client.killedAt(step);
            backUp();
            return false;
        } catch (ImmediateClient.Killed e) {
            client.restarted();
            try (var area =
                    new Staging(staging.root(), new StagingSettings(DataSize.ofGigabytes(1), DataSize.ofBytes(0)))) {
                work(area).run(client);
            }
            return true;
        }
    }

    /** The full manifest. */
    List<Entry> manifest() throws IOException {
        return manifest("manage.json");
    }

    List<Entry> manifest(String uri) throws IOException {
        var entries = new ArrayList<Entry>();
        try (var reader = new ManifestReader(Files.newInputStream(folder.resolve(uri + ".manifest")))) {
            for (var entry = reader.next(); entry != null; entry = reader.next()) {
                entries.add(entry);
            }
        }
        return entries;
    }

    /** The full manifest in short: {@code path fileName}, and {@code -> link} where there is one. */
    List<String> lines() throws IOException {
        return manifest().stream()
                .filter(Entry::isRegularFile)
                .map(e -> e.path() + " " + e.fileName() + (e.link() == null ? "" : " -> " + e.link()))
                .toList();
    }

    /** Every line of the full manifest stands in the manifest of what it says carries it, and nothing else does. */
    void assertManifestsAgree() throws IOException {
        var carried = new TreeMap<String, List<RawPath>>();
        for (var entry : manifest()) {
            carried.computeIfAbsent(entry.fileName(), k -> new ArrayList<>()).add(entry.path());
        }
        for (var each : carried.entrySet()) {
            assertThat(folder.resolve(each.getKey())).exists();
            assertThat(manifest(each.getKey()).stream().map(Entry::path)).containsExactlyElementsOf(each.getValue());
        }
    }

    /** Files and bytes that were found have been delivered. */
    void assertTotalsReached() {
        assertThat(client.failures).isEmpty();
        assertThat(client.closed()).isEqualTo(client.total);
    }

    /** Unpacked in both ways it is the source; after linking as the full manifest says it is that in every respect. */
    void assertSameTree() throws IOException {
        var expected = Picture.of(source);
        Picture.of(manifest()).assertSameAs(expected, "the full manifest");
        var byHand = linkedAsCarried(expected);
        var byTar = unpackWithTar();
        forEveryone(Picture.of(byTar)).assertSameAs(forEveryone(byHand), "unpacked by GNU tar");
        var byPython = unpackWithPython();
        var forTarfile = forEveryone(byHand.with(Picture.Look::forTarfile));
        forEveryone(Picture.of(byPython).with(Picture.Look::forTarfile))
                .roundedTo(forTarfile)
                .assertSameAs(forTarfile, "unpacked by Python");
    }

    /** The files are those of the source as it is now. */
    void assertSameFiles() throws IOException {
        Picture.of(manifest()).files().assertSameAs(Picture.of(source).files(), "the full manifest");
    }

    private static Picture forEveryone(Picture picture) {
        return ROOT ? picture : picture.with(Picture.Look::withoutOwner);
    }

    /** Names of one file are one again where one delivered file carries them. */
    private Picture linkedAsCarried(Picture picture) throws IOException {
        var carriers = new HashMap<RawPath, String>();
        manifest().forEach(entry -> carriers.put(entry.path(), entry.fileName()));
        var groups = new HashMap<String, List<RawPath>>();
        picture.looks().forEach((path, look) -> {
            if (look.kind().equals("f") && !look.link().isEmpty()) {
                groups.computeIfAbsent(look.link() + carriers.get(path), k -> new ArrayList<>())
                        .add(path);
            }
        });
        var looks = new TreeMap<>(picture.looks());
        for (var group : groups.values()) {
            var first = group.size() == 1 ? "" : Picture.hex(group.getFirst().bytes());
            group.forEach(path -> looks.computeIfPresent(path, (p, look) -> look.linkedTo(first)));
        }
        return new Picture(looks);
    }

    List<Path> parts() {
        return client.announced.stream()
                .filter(uri -> uri.startsWith("part."))
                .map(folder::resolve)
                .toList();
    }

    Path unpackWithTar() throws IOException {
        var target = Files.createDirectory(directory.resolve("tar"));
        placeBigFiles(target);
        var owner = ROOT ? "--numeric-owner" : "--no-same-owner";
        var each = "for part; do tar --xattrs " + owner + " -p -C \"$0\" -xf \"$part\" || exit 1; done";
        var command = new ArrayList<>(List.of("sh", "-c", each, target.toString()));
        parts().forEach(part -> command.add(part.toString()));
        TarTools.run(command.toArray(String[]::new));
        return target;
    }

    private Path unpackWithPython() throws IOException {
        var target = Files.createDirectory(directory.resolve("python"));
        placeBigFiles(target);
        var arguments = new ArrayList<>(List.of(target.toString()));
        parts().forEach(part -> arguments.add(part.toString()));
        Python.run(UNPACK, arguments.toArray(String[]::new));
        return target;
    }

    /** As one does by hand: copies the file, gives it its other names, and its attributes. */
    private void placeBigFiles(Path target) throws IOException {
        var placed = new HashMap<String, Path>();
        var attributes = new Attributes();
        for (var entry : manifest()) {
            if (entry.isRegularFile() && !entry.fileName().startsWith("part.")) {
                var file = RawFiles.at(target, entry.path().bytes());
                Files.createDirectories(Objects.requireNonNull(file.getParent()));
                var first = placed.putIfAbsent(entry.fileName(), file);
                if (first == null) {
                    Files.copy(folder.resolve(entry.fileName()), file);
                    attributes.add(entry);
                } else {
                    Files.createLink(file, first);
                }
            }
        }
        attributes.applyIn(target);
    }

    @Override
    public void close() {
        workers.close();
        TarTools.run("rm", "-rf", directory.toString());
    }
}
