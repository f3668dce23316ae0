package io.bundlebackup.vault.browse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.tree.LargeTrees;
import io.bundlebackup.repository.tree.Node;
import io.bundlebackup.vault.browse.SnapshotDifference.Change;
import io.bundlebackup.vault.work.SnapshotChain;
import io.bundlebackup.vault.work.SnapshotData;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotFilesTests {
    private final SnapshotChain chain;

    @TempDir
    private Path directory;

    SnapshotFilesTests() throws IOException {
        chain = new SnapshotChain();
    }

    @AfterEach
    void close() {
        chain.close();
    }

    @Test
    void listsADirectoryInPages() throws Exception {
        chain.file("a/1", "one");
        chain.file("a/2/x", "x");
        chain.file("a/3", "three");
        chain.file("b", "");
        var files = backUp();

        var a = files.directory(RawPath.of("a")).orElseThrow();
        assertThat(names(files.list(a, null, 2))).containsExactly("1", "2");
        assertThat(names(files.list(a, "2".getBytes(StandardCharsets.UTF_8), 2)))
                .containsExactly("3");
        assertThat(names(files.list(files.directory(RawPath.ROOT).orElseThrow(), null, 9)))
                .containsExactly("a", "b");
        assertThat(files.directory(RawPath.of("b"))).isEmpty();
        assertThat(files.find(RawPath.of("a/9"))).isEmpty();
        assertThat(files.find(RawPath.of("data"))).isEmpty();
    }

    @Test
    void knowsTheDigestOfAFileHoweverManyPiecesItHas() throws Exception {
        for (int i = 0; i < 3000; i++) {
            chain.file("many/directory-" + i % 7 + "/a file with a long name, number " + i, "content " + i);
        }
        var big = new byte[5 << 20];
        new Random(1).nextBytes(big);
        Files.write(chain.file("many/directory-3/big", ""), big);
        Files.write(chain.file("~", ""), big);
        chain.file("empty", "");
        var files = backUp();

        assertThat(sha256(files, "many/directory-3/big")).isEqualTo(sha256(big));
        assertThat(sha256(files, "~")).isEqualTo(sha256(big));
        assertThat(sha256(files, "empty")).isEqualTo(sha256(new byte[0]));
        assertThat(sha256(files, "many/directory-0/a file with a long name, number 0"))
                .isEqualTo(sha256("content 0".getBytes(StandardCharsets.UTF_8)));
        var node = files.find(RawPath.of("~")).orElseThrow();
        assertThat(node.content()).hasSizeGreaterThan(1);
        try (var part = files.content(node, 1_000_000, 3_000_000)) {
            assertThat(part.readAllBytes()).isEqualTo(Arrays.copyOfRange(big, 1_000_000, 4_000_000));
        }
    }

    @Test
    void aTarHasEverythingBelowTheNamedPaths() throws Exception {
        chain.file("a/x", "content");
        chain.file("a/deep/y", "more");
        Files.createLink(chain.source.resolve("a/z"), chain.source.resolve("a/x"));
        Files.createSymbolicLink(chain.source.resolve("a/link"), Path.of("x"));
        chain.file("b", "b");
        chain.file("c", "c");

        var archive = directory.resolve("a.tar");
        try (var out = Files.newOutputStream(archive)) {
            SnapshotArchive.writeTar(backUp(), List.of(RawPath.of("b"), RawPath.of("a")), out);
        }

        var process = new ProcessBuilder("tar", "-xf", archive.toString(), "-C", directory.toString()).start();
        assertThat(process.waitFor()).isZero();
        assertThat(directory.resolve("a/deep/y")).hasContent("more");
        assertThat(directory.resolve("b")).hasContent("b");
        assertThat(directory.resolve("c")).doesNotExist();
        assertThat(Files.readSymbolicLink(directory.resolve("a/link"))).isEqualTo(Path.of("x"));
        assertThat(Files.getAttribute(directory.resolve("a/z"), "unix:ino"))
                .isEqualTo(Files.getAttribute(directory.resolve("a/x"), "unix:ino"));
        assertThat(directory.resolve(SnapshotArchive.MISSING)).doesNotExist();
    }

    @Test
    void whatIsDamagedIsLeftOutAndNamedAtTheEnd() throws Exception {
        chain.file("a/x", "content");
        chain.file("b", "b");
        chain.file("d/e", "e");
        var files = backUp();
        chain.blobs.lose(piece(files, "a/x"));
        chain.blobs.lose(files.directory(RawPath.of("d")).orElseThrow());
        var out = new ByteArrayOutputStream();

        var paths = Stream.of("a", "b", "d", "gone").map(RawPath::of).toList();
        SnapshotArchive.writeZip(files, paths, out);

        assertThat(unzip(out).keySet()).containsExactly("MISSING.txt", "a/", "b", "d/");
        assertThat(unzip(out).get("MISSING.txt"))
                .isEqualTo("a/x: its content is damaged\n"
                        + "d: the directory is damaged, and everything below is missing\n"
                        + "gone: it is not in the snapshot\n");
        assertThatThrownBy(() -> files.content(files.find(RawPath.of("a/x")).orElseThrow(), 0, 7)
                        .readAllBytes())
                .isInstanceOf(IOException.class);
    }

    @Test
    void saysWhatDiffersWithoutReadingWhatIsEqual() throws Exception {
        chain.file("a/same", "same");
        chain.file("b/changed", "old");
        chain.file("b/removed", "removed");
        chain.file("c/d/e", "e");
        var before = backUp();
        Files.delete(chain.source.resolve("b/removed"));
        chain.file("b/changed", "newer");
        chain.file("new/f", "four");
        Files.delete(chain.source.resolve("c/d/e"));
        Files.delete(chain.source.resolve("c/d"));
        chain.file("c/d", "now a file");
        var after = backUp();
        var unread = before.directory(RawPath.of("a")).orElseThrow();
        chain.blobs.takeLoaded();

        var changes = page(before, after, null, 100);

        assertThat(changes)
                .containsExactly(
                        "changed b 0",
                        "changed b/changed 5",
                        "removed b/removed 7",
                        "changed c 0",
                        "changed c/d 10",
                        "removed c/d/e 1",
                        "added new 0",
                        "added new/f 4");
        assertThat(chain.blobs.takeLoaded()).doesNotContain(unread);
        for (int i = 0; i < changes.size(); i++) {
            var last = RawPath.of(changes.get(i).split(" ")[1]);
            assertThat(page(before, after, last, 2)).isEqualTo(changes.subList(i + 1, Math.min(i + 3, changes.size())));
        }
        assertThat(page(after, before, null, 100)).contains("added b/removed 7", "removed new/f 4");
    }

    private SnapshotFiles backUp() throws IOException, InterruptedException {
        var root = chain.backUp().facts().tree();
        return new SnapshotFiles(
                chain.blobs, SnapshotData.find(chain.blobs, root, List.of("/data")), new LargeTrees(1 << 20));
    }

    private static List<String> page(SnapshotFiles from, SnapshotFiles to, @Nullable RawPath after, int limit)
            throws IOException {
        return SnapshotDifference.page(from, to, after, limit).stream()
                .map(SnapshotFilesTests::text)
                .toList();
    }

    private static String text(Change change) {
        return change.kind().wire() + " " + change.path().encoded() + " " + change.size();
    }

    private static BlobId piece(SnapshotFiles files, String path) throws IOException {
        return Objects.requireNonNull(files.find(RawPath.of(path)).orElseThrow().content())
                .getFirst();
    }

    private static String sha256(SnapshotFiles files, String path) throws IOException {
        var node = files.find(RawPath.of(path)).orElseThrow();
        return files.sha256(RawPath.of(path), node).orElseThrow();
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static List<String> names(List<Node> nodes) {
        return nodes.stream()
                .map(node -> new String(node.name(), StandardCharsets.UTF_8))
                .toList();
    }

    private static TreeMap<String, String> unzip(ByteArrayOutputStream zip) throws IOException {
        var entries = new TreeMap<String, String>();
        try (var in = new ZipInputStream(new ByteArrayInputStream(zip.toByteArray()))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return entries;
    }
}
