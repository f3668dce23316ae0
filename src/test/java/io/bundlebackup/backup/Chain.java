package io.bundlebackup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.scan.Baseline;
import io.bundlebackup.archive.tar.TarTools;
import io.bundlebackup.archive.tree.Workers;
import io.bundlebackup.archive.unpack.RestoredGeneration;
import io.bundlebackup.bundle.TestBundles;
import io.bundlebackup.bundle.command.ExtensionRunner;
import io.bundlebackup.bundle.selection.PathSelection;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.ManifestReader;
import io.bundlebackup.posix.RawFiles;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.SessionType;
import io.bundlebackup.session.work.BundleTask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

/** A tree that changes, and the generations of its backup, whose files lie in one folder. */
final class Chain implements AutoCloseable {
    final Path directory;
    final Path source;
    final Path folder;
    private final Staging staging;
    private final List<Generation> generations = new ArrayList<>();
    private PackSettings settings = BackupFixture.settings(3_000, 8_000, 10);
    private PathSelection selection = PathSelection.everything();
    private Duration ahead = Duration.ZERO;
    private int trees;

    /**
     * One backup.
     *
     * @param client what it was told
     */
    record Generation(Path manifest, List<Entry> entries, ImmediateClient client) {
        /** What was delivered, without the index. */
        List<String> sent() {
            return client.announced.subList(0, client.announced.size() - 1);
        }

        Entry line(String path) {
            return entries.stream()
                    .filter(e -> e.path().encoded().equals(path))
                    .findFirst()
                    .orElseThrow();
        }

        UUID id() throws IOException {
            return header().generation();
        }

        ManifestHeader header() throws IOException {
            try (var reader = new ManifestReader(Files.newInputStream(manifest))) {
                return reader.header();
            }
        }
    }

    Chain() throws IOException {
        directory = Files.createTempDirectory("b");
        source = Files.createDirectory(directory.resolve("source"));
        folder = Files.createDirectory(directory.resolve("folder"));
        staging = new Staging(
                Files.createDirectory(directory.resolve("staging")),
                new StagingSettings(DataSize.ofGigabytes(1), DataSize.ofBytes(0)));
    }

    Chain cutAt(long bigFile, long part, int entries) {
        settings = BackupFixture.settings(bigFile, part, entries);
        return this;
    }

    Chain selecting(PathSelection what) {
        selection = what;
        return this;
    }

    /** The service's clock is so much before the time of files: with an hour, nothing looks young to it. */
    Chain clockAhead(Duration time) {
        ahead = time;
        return this;
    }

    Path at(String latin1) {
        return RawFiles.at(source, latin1);
    }

    Path file(String name, String text) throws IOException {
        Files.createDirectories(Objects.requireNonNull(at(name).getParent()));
        return Files.writeString(at(name), text);
    }

    /** With the time that it had. */
    void fileAtTheSameTime(String name, String text) throws IOException {
        var time = Files.getLastModifiedTime(at(name));
        Files.writeString(at(name), text);
        Files.setLastModifiedTime(at(name), time);
    }

    void setOld(String name) throws IOException {
        Files.setLastModifiedTime(at(name), FileTime.from(Instant.parse("2001-02-03T04:05:06Z")));
    }

    Generation last() {
        return generations.getLast();
    }

    Generation generation(int number) {
        return generations.get(number);
    }

    int size() {
        return generations.size();
    }

    /** The next generation, by the manifest of the last; the first by none. */
    Generation backUp() throws Exception {
        return backUp(generations.isEmpty() ? new Baseline.Nothing() : new Baseline.Previous(last().manifest()));
    }

    Generation backUp(Baseline baseline) throws Exception {
        return backUp(baseline, () -> {});
    }

    /** @param afterScan what happens then */
    Generation backUp(Baseline baseline, ImmediateClient.Action afterScan) throws Exception {
        return backUp(baseline, client -> client.afterScan(afterScan));
    }

    /** The next generation, by a service that is not root: what is forbidden to others is forbidden to it. */
    Generation backUpAsNobody() throws Throwable {
        for (var ours : List.of(directory, folder, directory.resolve("staging"))) {
            Files.setPosixFilePermissions(ours, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        // The threads that it starts inherit whose they are.
        RawFiles.asNobody(this::backUp);
        return last();
    }

    /** @param client told what happens when */
    Generation backUp(Baseline baseline, UnaryOperator<ImmediateClient> prepared) throws Exception {
        var number = generations.size() + 1;
        var prefix = number == 1 ? "" : number + "_";
        var parent = generations.isEmpty() ? null : last().id();
        var client = prepared.apply(
                new ImmediateClient(TestBundles.of("com.example.tree", source, selection), staging, folder));
        InstantSource clock = () -> Instant.now().plus(ahead);
        try (var workers = new Workers()) {
            new BackupWork(
                            new Kind(new BackupWork.Start(prefix, parent, baseline)),
                            new BackupTools(
                                    staging,
                                    workers,
                                    settings,
                                    clock,
                                    new JsonMapper(),
                                    new ExtensionRunner(Path.of(System.getProperty("java.io.tmpdir")))),
                            BackupWork.Keeping.NOTHING)
                    .run(client);
            staging.discard(client.id());
        }
        var manifest = folder.resolve(prefix + "manage.json.manifest");
        generations.add(new Generation(manifest, read(manifest), client));
        awaitTick();
        return last();
    }

    private record Kind(BackupWork.Start start) implements BackupWork.Kind {
        @Override
        public SessionType type() {
            return SessionType.INCREMENTAL_BACKUP;
        }

        @Override
        public BackupWork.Start start(BundleTask task) {
            return start;
        }

        @Override
        public Optional<Path> startsFrom(BundleId bundle) {
            return Optional.empty();
        }

        @Override
        public void discard(BundleId bundle) {}

        @Override
        public void sessionOver(String sessionId) {}
    }

    /** The last manifest, as if it were not known which delivered files have the content of all but these files. */
    Path manifestNaming(String... paths) throws IOException {
        var lines = new ArrayList<String>();
        for (var line : Files.readAllLines(last().manifest(), StandardCharsets.ISO_8859_1)) {
            boolean named = lines.size() < 2 || List.of(paths).contains(line.substring(0, line.indexOf(';')));
            lines.add(named ? line : line.substring(0, line.lastIndexOf(';') + 1));
        }
        return Files.write(directory.resolve("forgetful.manifest"), lines, StandardCharsets.ISO_8859_1);
    }

    private static List<Entry> read(Path manifest) throws IOException {
        var entries = new ArrayList<Entry>();
        try (var reader = new ManifestReader(Files.newInputStream(manifest))) {
            for (var entry = reader.next(); entry != null; entry = reader.next()) {
                entries.add(entry);
            }
        }
        return entries;
    }

    /** What changes from now on has another time than what was there before: with a clock far ahead nobody would look again. */
    private void awaitTick() throws IOException {
        var before = Files.getLastModifiedTime(Files.writeString(directory.resolve("tick"), "0"));
        for (int i = 0; i < 1_000_000; i++) {
            if (Files.getLastModifiedTime(Files.writeString(directory.resolve("tick"), "1"))
                            .compareTo(before)
                    > 0) {
                return;
            }
        }
        throw new AssertionError("the clock of files stands still");
    }

    /** What the restored tree of a generation looks like. */
    Picture restored(Generation generation, @Nullable Random order) throws Exception {
        var target = Files.createDirectory(
                directory.resolve("restored" + ++trees),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try {
            RestoredGeneration.restore(
                    folder, generation.manifest(), target, order == null ? new Random(trees) : order);
            return Picture.of(target);
        } finally {
            TarTools.run("rm", "-rf", target.toString());
        }
    }

    /** The last generation is the source as it is now, in every respect; nothing failed. */
    void assertSame() throws Exception {
        assertThat(last().client().failures).isEmpty();
        restored(last(), null).assertSameAs(Picture.of(source), "generation " + size());
    }

    @Override
    public void close() {
        TarTools.run("rm", "-rf", directory.toString());
    }
}
