package io.bundlebackup.archive.pack;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.scan.Baseline;
import io.bundlebackup.archive.scan.ScanEntry;
import io.bundlebackup.archive.scan.ScanFiles;
import io.bundlebackup.archive.scan.ScanList;
import io.bundlebackup.archive.scan.UnreadablePaths;
import io.bundlebackup.archive.tree.TreeWalk;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.Link;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.ManifestReader;
import io.bundlebackup.manifest.ManifestWriter;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.UnixTime;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.RawFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What could not be taken this time is not taken for deleted. */
class RetainedLinesTests {
    private static final ManifestHeader HEADER = new ManifestHeader("com.example", UUID.randomUUID(), null, 1);

    @TempDir
    Path temp;

    private Path tree = Path.of("");
    private ScanFiles scanned = ScanFiles.in(Path.of(""));

    @BeforeEach
    void make() throws IOException {
        tree = Files.createDirectory(temp.resolve("tree"));
        scanned = ScanFiles.in(Files.createDirectory(temp.resolve("scanned")));
    }

    private static Entry line(String path) {
        boolean directory = path.endsWith("/");
        return new Entry(
                RawPath.of(RawFiles.raw(directory ? path.substring(0, path.length() - 1) : path)),
                directory ? 0040755 : 0100644,
                0,
                new UnixTime(1, 2),
                directory ? null : "0".repeat(64),
                false,
                new UnixTime(3, 4),
                5,
                0,
                0,
                null,
                List.of(),
                "part.0.tar");
    }

    private Path manifest(String name, Entry... lines) throws IOException {
        var file = temp.resolve(name);
        try (var out = new ManifestWriter(Files.newOutputStream(file), HEADER)) {
            for (var line : lines) {
                out.write(line);
            }
        }
        return file;
    }

    /** A scan that found these, files all, and could not read those. */
    private void scan(List<String> found, List<String> unreadable) throws IOException {
        for (var name : found) {
            Files.createFile(tree.resolve(name.replace('/', '_')));
        }
        try (var root = Directory.open(tree);
                var list = new ScanList.Writer(scanned.entries());
                var paths = new UnreadablePaths.Writer(scanned.unreadable())) {
            for (var name : found) {
                var stat = root.stat(RawFiles.raw(name.replace('/', '_')));
                list.write(new ScanEntry(RawPath.of(RawFiles.raw(name)), stat, null));
            }
            for (var name : unreadable) {
                paths.add(RawFiles.raw(name));
            }
        }
    }

    private List<Entry> completed(Path before, Path taken) throws IOException, InterruptedException {
        var file = temp.resolve("completed");
        RetainedLines.complete(
                new Baseline.Previous(before),
                taken,
                scanned,
                TreeWalk.Filter.all(),
                HEADER,
                Files.newOutputStream(file));
        var entries = new ArrayList<Entry>();
        try (var reader = new ManifestReader(Files.newInputStream(file))) {
            for (var entry = reader.next(); entry != null; entry = reader.next()) {
                entries.add(entry);
            }
        }
        return entries;
    }

    @Test
    void scannedEntriesWithoutALineKeepTheirOldLineWithoutCtimeAndLink() throws Exception {
        var linked = line("c").withLink(Link.to(RawPath.of(RawFiles.raw("a"))));
        var before = manifest("before", line("a"), line("b"), linked, line("deleted"));
        scan(List.of("a", "c", "new"), List.of());

        var completed = completed(before, manifest("taken", line("a"), line("new")));

        assertThat(completed).containsExactly(line("a"), line("c").withoutCtime(), line("new"));
    }

    @Test
    void entriesBelowUnreadablePathsKeepTheirLines() throws Exception {
        var before = manifest(
                "before",
                line("a"),
                line("d/"),
                line("d/1"),
                line("d/e/"),
                line("d/e/2"),
                line("d."),
                line("gone"),
                line("x/"),
                line("x/y"));
        scan(List.of("a"), List.of("x/y", "d"));

        var completed = completed(before, manifest("taken", line("a"), line("d/"), line("x/")));

        assertThat(completed)
                .containsExactly(
                        line("a"),
                        line("d/"),
                        line("d/1").withoutCtime(),
                        line("d/e/").withoutCtime(),
                        line("d/e/2").withoutCtime(),
                        line("x/"),
                        line("x/y").withoutCtime());
    }

    @Test
    void entriesOfAnotherTypeDoNotKeepTheirLine() throws Exception {
        var before = manifest("before", line("d/"), line("d/1"));
        scan(List.of("d"), List.of());

        assertThat(completed(before, manifest("taken"))).isEmpty();
    }
}
