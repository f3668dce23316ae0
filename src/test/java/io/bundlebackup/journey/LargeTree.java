package io.bundlebackup.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.ManifestReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/**
 * A tree of very many small files: one large directory and many small ones, each with a link. What is in a file follows from its
 * path.
 *
 * @param files how many files in all
 * @param inOneDirectory how many of them lie in the large directory
 * @param directories over how many the others are spread
 */
record LargeTree(Path root, int files, int inOneDirectory, int directories) {
    private static final int MAKERS = 4;

    /** Makes it. */
    void plant() throws Exception {
        var tasks = new ArrayList<Callable<Integer>>();
        var each = (files - inOneDirectory) / directories;
        for (int i = 0; i < directories; i++) {
            var path = "group-%02d/directory-%04d".formatted(i % 20, i);
            tasks.add(() -> fill(path, 0, each));
        }
        var stretch = inOneDirectory / MAKERS;
        for (int i = 0; i < MAKERS; i++) {
            var from = i * stretch;
            tasks.add(() -> fill("large", from, stretch));
        }
        var made = 0;
        try (var makers = Executors.newFixedThreadPool(MAKERS)) {
            for (var task : makers.invokeAll(tasks)) {
                made += task.get();
            }
        }
        assertThat(made).isEqualTo(files);
    }

    /** Adds so many files, and removes one of the small directories. */
    void change(int count) throws IOException {
        fill("more", 0, count);
        try (var below = Files.walk(root.resolve("group-00/directory-0000"))) {
            for (var path : below.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Takes half of it away, as whoever needs a restore finds it. */
    void spoil() throws IOException {
        try (var large = Files.list(root.resolve("large"))) {
            for (var path : large.toList()) {
                Files.delete(path);
            }
        }
        Files.writeString(root.resolve("large/nobody"), "asked for this");
    }

    /** What is in each file is what its path says; how many there are. */
    long assertContents() throws IOException {
        long found = 0;
        try (var all = Files.walk(root)) {
            for (var each = all.iterator(); each.hasNext(); ) {
                var path = each.next();
                if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    found++;
                    var shown = root.relativize(path).toString();
                    if (!Arrays.equals(content(shown), Files.readAllBytes(path))) {
                        throw new AssertionError(shown + " has other content");
                    }
                }
            }
        }
        return found;
    }

    private int fill(String path, int from, int count) throws IOException {
        var directory = Files.createDirectories(root.resolve(path));
        for (int i = from; i < from + count; i++) {
            var name = "file-%x.txt".formatted(Integer.reverse(i));
            Files.write(directory.resolve(name), content(path + "/" + name));
        }
        Files.createSymbolicLink(directory.resolve("link-" + from), Path.of("file-0.txt"));
        return count;
    }

    private static byte[] content(String path) {
        return path.repeat(Math.floorMod(path.hashCode(), 4)).getBytes(StandardCharsets.UTF_8);
    }

    /** The manifest has a line for each entry, in its order, and no other; the number of lines. */
    long assertListedBy(ManifestReader manifest, Set<String> delivered) throws IOException {
        var lines = compare(root, ".", manifest, delivered);
        assertThat(manifest.next()).as("a line of nothing that is there").isNull();
        return lines;
    }

    private long compare(Path path, String shown, ManifestReader manifest, Set<String> delivered) throws IOException {
        var entry = Objects.requireNonNull(manifest.next(), shown);
        assertSame(path, shown, entry);
        if (!delivered.contains(entry.fileName())) {
            throw new AssertionError(shown + " is said to be in " + entry.fileName());
        }
        long lines = 1;
        if (entry.isDirectory()) {
            // All names are ASCII, so that characters sort as bytes do.
            for (var name : sorted(path)) {
                lines +=
                        compare(path.resolve(name), shown.equals(".") ? name : shown + "/" + name, manifest, delivered);
            }
        }
        return lines;
    }

    private static String[] sorted(Path directory) {
        var names = Objects.requireNonNull(directory.toFile().list());
        Arrays.sort(names);
        return names;
    }

    /** Spelt without a description each: there are a million. */
    private static void assertSame(Path path, String shown, Entry entry) throws IOException {
        var stat = Files.readAttributes(path, "unix:mode,ino,size,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
        var same = entry.path().encoded().equals(shown)
                && Integer.valueOf(entry.mode()).equals(stat.get("mode"))
                && Long.valueOf(entry.inode()).equals(stat.get("ino"))
                && FileTime.from(Instant.ofEpochSecond(
                                entry.mtime().seconds(), entry.mtime().nanos()))
                        .equals(stat.get("lastModifiedTime"));
        if (same && entry.isRegularFile()) {
            var content = content(shown);
            same = entry.size() == content.length
                    && RunningService.sha256(content).equals(entry.sha256());
        }
        if (!same) {
            throw new AssertionError("for " + shown + " there is the line " + entry);
        }
    }
}
