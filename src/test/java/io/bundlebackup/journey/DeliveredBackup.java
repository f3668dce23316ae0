package io.bundlebackup.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.unpack.Unpacked;
import io.bundlebackup.client.Answer;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.ManifestReader;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.UnixTime;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.RawFiles;
import io.bundlebackup.posix.Stat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The files of one bundle as a client saved them. */
public record DeliveredBackup(Path folder) {
    public static DeliveredBackup of(Path folder, String bundle) {
        return new DeliveredBackup(folder.resolve(bundle));
    }

    public JsonNode index() throws IOException {
        return Answer.parse(Files.readString(folder.resolve("manage.json")));
    }

    public List<String> uris(boolean big) throws IOException {
        var uris = new ArrayList<String>();
        for (var file : index()) {
            if (file.path("isBigFile").asBoolean(!big) == big) {
                uris.add(file.path("fileName").asString(""));
            }
        }
        return uris;
    }

    /** The lines of a delivered manifest. */
    public List<Entry> manifest(String uri) throws IOException {
        var entries = new ArrayList<Entry>();
        try (var reader = new ManifestReader(Files.newInputStream(folder.resolve(uri + ".manifest")))) {
            for (var entry = reader.next(); entry != null; entry = reader.next()) {
                entries.add(entry);
            }
        }
        return entries;
    }

    /** As {@link #assertSameTreeAs}, for a client that keeps the manifest of the index alone. */
    public void assertSameContentAs(Path source) throws Exception {
        Unpacked.assertSameTree(
                source, bigFiles(), uris(false).stream().map(folder::resolve).toList());
        assertManifestLists(source);
    }

    /** Unpacked with other people's tools it is the source's tree, and the index and the manifest say exactly what it is. */
    public void assertSameTreeAs(Path source) throws Exception {
        assertIndexNamesEveryFile();
        assertSameContentAs(source);
        assertManifestsListTheirFiles();
    }

    private List<Unpacked.Big> bigFiles() throws IOException {
        var bigFiles = new ArrayList<Unpacked.Big>();
        for (var file : index()) {
            if (file.path("isBigFile").asBoolean(false)) {
                bigFiles.add(bigFile(file));
            }
        }
        return bigFiles;
    }

    private Unpacked.Big bigFile(JsonNode file) {
        var information = file.path("information");
        var encoded = information.path("encodeFlag").asInt(0) == 1;
        var stat = information.path("stat");
        var mtime = stat.path("st_mtim");
        return new Unpacked.Big(
                folder.resolve(file.path("fileName").asString("")),
                RawPath.decode(information.path("path").asString(""), encoded).bytes(),
                stat.path("st_mode").asInt(0),
                new UnixTime(
                        mtime.path("tv_sec").asLong(0), mtime.path("tv_nsec").asInt(0)));
    }

    private void assertIndexNamesEveryFile() throws IOException {
        var named = new ArrayList<String>();
        for (var file : index()) {
            var uri = file.path("fileName").asString("");
            var content = Files.readAllBytes(folder.resolve(uri));
            named.add(uri);
            assertThat(file.path("sha256").asString("")).isEqualTo(RunningService.sha256(content));
            assertThat(file.path("information").path("stat").path("st_size").asLong(-1))
                    .isEqualTo(content.length);
        }
        try (Stream<Path> saved = Files.list(folder)) {
            assertThat(saved.map(path -> path.getFileName().toString())
                            .filter(name -> !name.endsWith(".manifest") && !name.equals("manage.json")))
                    .containsExactlyInAnyOrderElementsOf(named);
        }
    }

    private void assertManifestLists(Path source) throws Exception {
        var found = new TreeMap<RawPath, Stat>();
        walk(source, found);
        var lines = manifest("manage.json");
        assertThat(lines.stream().map(Entry::path)).containsExactlyElementsOf(found.keySet());
        for (var entry : lines) {
            assertLine(source, entry, Objects.requireNonNull(found.get(entry.path())));
        }
    }

    private void assertManifestsListTheirFiles() throws IOException {
        var carriers = new TreeMap<String, List<RawPath>>();
        for (var entry : manifest("manage.json")) {
            carriers.computeIfAbsent(entry.fileName(), k -> new ArrayList<>()).add(entry.path());
        }
        for (Map.Entry<String, List<RawPath>> carried : carriers.entrySet()) {
            assertThat(manifest(carried.getKey()).stream().map(Entry::path))
                    .as("the manifest of %s", carried.getKey())
                    .containsExactlyElementsOf(carried.getValue());
        }
    }

    private static void assertLine(Path source, Entry entry, Stat stat) throws IOException {
        assertThat(entry.mode()).as("mode of %s", entry.path()).isEqualTo(stat.mode());
        assertThat(entry.mtime())
                .as("mtime of %s", entry.path())
                .isEqualTo(new UnixTime(stat.mtimeSeconds(), stat.mtimeNanos()));
        assertThat(entry.inode()).isEqualTo(stat.inode());
        if (entry.isRegularFile()) {
            var content = Files.readAllBytes(RawFiles.at(source, entry.path().bytes()));
            assertThat(entry.size()).isEqualTo(content.length);
            assertThat(entry.sha256()).as("hash of %s", entry.path()).isEqualTo(RunningService.sha256(content));
        }
    }

    /** By Java's own means, not by the walk that made the manifest. */
    private static void walk(Path source, Map<RawPath, Stat> found) throws IOException {
        try (var root = Directory.open(source)) {
            found.put(RawPath.ROOT, root.stat());
            try (Stream<Path> below = Files.walk(source)) {
                for (var each : (Iterable<Path>) below.filter(p -> !p.equals(source))::iterator) {
                    var raw = rawPath(source, each);
                    found.put(RawPath.of(raw), stat(root, RawPath.of(raw)));
                    assertThat(Files.exists(each, LinkOption.NOFOLLOW_LINKS)).isTrue();
                }
            }
        }
    }

    private static Stat stat(Directory root, RawPath path) throws IOException {
        try (var parent =
                root.openDirectory(Objects.requireNonNull(path.parent()).bytes())) {
            return parent.stat(path.name());
        }
    }

    /** A path as bytes: Java's text of it loses what is not UTF-8, its URI keeps it. */
    private static byte[] rawPath(Path source, Path path) {
        var base = source.toUri().getRawPath();
        var encoded = path.toUri().getRawPath().substring(base.length());
        var trimmed = encoded.endsWith("/") ? encoded.substring(0, encoded.length() - 1) : encoded;
        return RawPath.decode(trimmed.startsWith("/") ? trimmed.substring(1) : trimmed, true)
                .bytes();
    }
}
