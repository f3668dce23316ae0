package io.bundlebackup.archive.unpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bundlebackup.archive.tar.InvalidArchiveException;
import io.bundlebackup.archive.tar.TarBytes;
import io.bundlebackup.archive.tar.TarLimits;
import io.bundlebackup.archive.tar.TarSample;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.Link;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.UnixTime;
import io.bundlebackup.posix.Directory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarManifestTests {
    private static final TarLimits LIMITS = new TarLimits(1_000_000, 1L << 30);

    @TempDir
    Path temp;

    private List<Entry> manifest(TarBytes... tars) throws IOException, InterruptedException {
        return MadeManifest.of(temp, LIMITS, tars);
    }

    private List<Entry> manifest(TarLimits limits, TarBytes... tars) throws IOException, InterruptedException {
        return MadeManifest.of(temp, limits, tars);
    }

    private void assertRefused(String path, String reason, TarBytes... tars) {
        assertThatExceptionOfType(InvalidUploadException.class)
                .isThrownBy(() -> manifest(tars))
                .withMessageContaining(reason)
                .satisfies(e -> assertThat(e.path()).isEqualTo(path));
    }

    private static List<String> paths(List<Entry> entries) {
        return entries.stream().map(entry -> entry.path().encoded()).toList();
    }

    @Test
    void listsTheUnionOfAllTars() throws IOException, InterruptedException {
        var entries = manifest(
                new TarBytes().header("./", '5').file("./b", "content").link("./a!", '2', "../x"),
                new TarBytes().header("./a/", '5').file("./a/\u00ff;", "").file("./c", "\0".repeat(100_000)));

        assertThat(paths(entries)).containsExactly(".", "a", "a/%FF%3B", "a!", "b", "c");
        assertThat(entries)
                .extracting(Entry::fileName)
                .containsExactly("0.tar", "1.tar", "1.tar", "0.tar", "0.tar", "1.tar");
        assertThat(entries.get(4))
                .isEqualTo(new Entry(
                        RawPath.of("b"),
                        0100644,
                        7,
                        new UnixTime(1_699_962_624, 0),
                        MadeManifest.sha256("content"),
                        false,
                        null,
                        0,
                        1000,
                        1001,
                        null,
                        List.of(),
                        "0.tar"));
        assertThat(entries.get(5).sha256()).isEqualTo(MadeManifest.sha256("\0".repeat(100_000)));
        assertThat(entries.get(3).link()).isEqualTo(new Link(TarSample.bytes("../x")));
    }

    @Test
    void beginsAGenerationOfItsOwn() throws IOException {
        try (var one = new TarManifest("a", MadeManifest.BEGUN_AT, temp, LIMITS);
                var other = new TarManifest("a", MadeManifest.BEGUN_AT, temp, LIMITS)) {
            assertThat(one.header().generation()).isNotEqualTo(other.header().generation());
            assertThat(one.header().parent()).isNull();
            assertThat(one.header().begunAt()).isEqualTo(MadeManifest.BEGUN_AT);
        }
    }

    @Test
    void makesNoLineForTheRootIfTheTarsHaveNone() throws IOException, InterruptedException {
        assertThat(paths(manifest(new TarBytes().file("a", "")))).containsExactly("a");
        assertThat(manifest(new TarBytes())).isEmpty();
    }

    @Test
    void makesADirectoryThatOccursOnlyInPaths() throws IOException, InterruptedException {
        var entries = manifest(new TarBytes()
                .file("a/b/c/x", "")
                .file("a/b/y", "")
                .header("a/b/", '5', header -> header.text(100, "0000700\0"))
                .file("z/x", ""));

        assertThat(paths(entries)).containsExactly("a", "a/b", "a/b/c", "a/b/c/x", "a/b/y", "z", "z/x");
        assertThat(entries.get(1).mode()).isEqualTo(040700);
        for (int made : new int[] {0, 2, 5}) {
            assertThat(entries.get(made))
                    .isEqualTo(new Entry(
                            entries.get(made).path(),
                            040755,
                            0,
                            new UnixTime(1_800_000_000, 123_000_000),
                            null,
                            false,
                            null,
                            0,
                            1000,
                            1001,
                            null,
                            List.of(),
                            ""));
        }
    }

    @Test
    void takesTheLastOfDirectoriesThatAreRepeated() throws IOException, InterruptedException {
        var entries = manifest(
                new TarBytes().header("a", '5', header -> header.text(100, "0000700\0")),
                new TarBytes()
                        .header("a", '5', header -> header.text(100, "0000711\0"))
                        .header("a/", '5', header -> header.text(100, "0000722\0")));

        assertThat(entries).hasSize(1);
        assertThat(entries.getFirst().mode()).isEqualTo(040722);
        assertThat(entries.getFirst().fileName()).isEqualTo("1.tar");
    }

    @Test
    void refusesAPathThatOccursTwice() {
        String reason = "twice";
        assertRefused("a", reason, new TarBytes().file("a", "x"), new TarBytes().file("./a", "x"));
        assertRefused("a", reason, new TarBytes().file("a", "x").header("a", '5'));
        assertRefused("a", reason, new TarBytes().header("a", '5').link("a", '2', "x"));
        assertRefused("a", reason, new TarBytes().link("a", '2', "x").link("a", '2', "y"));
        assertRefused("a", reason, new TarBytes().file("a", "x").file("a", "y"));
        assertRefused(
                "a",
                reason,
                new TarBytes().file("b", "").file("c", "").link("a", '1', "b").link("a", '1', "c"));
        assertRefused(
                "a", reason, new TarBytes().file("b", "").link("a", '1', "b").file("a", ""));
    }

    /** {@code tar -cf x.tar d d/a}, as all tars do it. */
    @Test
    void takesWhatWasPackedTwice() throws IOException, InterruptedException {
        var entries = manifest(new TarBytes()
                .file("d/a", "x")
                .link("d/b", '1', "d/a")
                .link("d/a", '1', "d/a")
                .link("d/b", '1', "d/a")
                .link("a", '1', "d/a")
                .file("d/c", "y")
                .link("d/d", '2', "c")
                .file("d/c", "y")
                .link("d/d", '2', "c"));

        assertThat(paths(entries)).containsExactly("a", "d", "d/a", "d/b", "d/c", "d/d");
        assertThat(entries.get(0).link()).isNull();
        assertThat(entries.get(2).link()).isEqualTo(Link.to(RawPath.of("a")));
        assertThat(entries.get(3).link()).isEqualTo(Link.to(RawPath.of("a")));
        assertRefused("a", "not a file in the archives", new TarBytes().link("a", '1', "a"));
    }

    /** What {@code cp -al} makes of symbolic links has several names, and GNU tar, bsdtar and busybox pack those as hard links. */
    @Test
    void takesAHardLinkToASymbolicLinkForThatLink() throws IOException, InterruptedException {
        var entries = manifest(new TarBytes().link("b", '2', "../x").link("a", '1', "b"));

        assertThat(paths(entries)).containsExactly("a", "b");
        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.isSymbolicLink()).isTrue();
            assertThat(entry.link()).isEqualTo(new Link(TarSample.bytes("../x")));
        });
    }

    @Test
    void refusesAnEntryBelowANonDirectory() {
        assertRefused("a/b", "lies under a", new TarBytes().file("a/b", "").file("a", ""));
        assertRefused(
                "a/b/c", "lies under a", new TarBytes().link("a", '2', "/etc").file("a/b/c", ""));
        assertRefused(
                "b/x",
                "lies under b",
                new TarBytes().file("a", "").link("b", '1', "a").header("b/x", '5'));
    }

    @Test
    void refusesAHardLinkToANonFile() {
        String reason = "not a file in the archives";
        assertRefused("a", reason, new TarBytes().link("a", '1', "b"));
        assertRefused("a", reason, new TarBytes().link("a", '1', "b").header("b", '5'));
        assertRefused(
                "a", reason, new TarBytes().file("c", "").link("a", '1', "b").link("b", '1', "c"));
        assertRefused("z", reason, new TarBytes().file("a", "").file("c", "").link("z", '1', "b"));
    }

    @Test
    void linksToTheFirstOfAllNamesWhicheverHasTheContent() throws IOException, InterruptedException {
        var entries = manifest(
                new TarBytes().link("z", '1', "m").link("b", '1', "m"),
                new TarBytes()
                        .pax("SCHILY.xattr.user.a", "b")
                        .header("m", '0', header -> header.size(3).text(100, "0000600\0"))
                        .content("abc"),
                new TarBytes().link("c", '1', "m").file("other", ""));

        assertThat(paths(entries)).containsExactly("b", "c", "m", "other", "z");
        for (Entry entry : entries) {
            if (!entry.path().equals(RawPath.of("other"))) {
                assertThat(entry.sha256()).isEqualTo(MadeManifest.sha256("abc"));
                assertThat(entry.size()).isEqualTo(3);
                assertThat(entry.mode()).isEqualTo(0100600);
                assertThat(entry.xattrs()).hasSize(1);
                assertThat(entry.fileName()).isEqualTo("1.tar");
            }
        }
        assertThat(entries.getFirst().link()).isNull();
        for (int i : new int[] {1, 2, 4}) {
            assertThat(entries.get(i).link()).isEqualTo(Link.to(RawPath.of("b")));
        }
    }

    @Test
    void countsLimitsOverAllTars() throws IOException, InterruptedException {
        TarBytes[] tars = {new TarBytes().file("a", "12345"), new TarBytes().file("b", "12345")};

        assertThat(manifest(new TarLimits(2, 10), tars)).hasSize(2);
        assertThatExceptionOfType(InvalidArchiveException.class)
                .isThrownBy(() -> manifest(new TarLimits(1, 10), tars))
                .withMessageContaining("entries");
        assertThatExceptionOfType(InvalidArchiveException.class)
                .isThrownBy(() -> manifest(new TarLimits(2, 9), tars))
                .withMessageContaining("bytes of content");
    }

    @Test
    void digestsHolesAsTheZerosThatTheyAre() throws IOException, InterruptedException {
        var entries = manifest(new TarBytes()
                .pax("GNU.sparse.size", "1000000", "GNU.sparse.map", "600000,3")
                .file("x", "abc"));

        assertThat(entries.getFirst().sha256())
                .isEqualTo(MadeManifest.sha256("\0".repeat(600_000) + "abc" + "\0".repeat(399_997)));
    }

    @Test
    void endsWhenItsThreadIsInterrupted() throws IOException {
        Files.write(temp.resolve("a.tar"), new TarBytes().file("a", "").end());
        try (var manifest = new TarManifest("a", MadeManifest.BEGUN_AT, temp, LIMITS);
                var directory = Directory.open(temp);
                var tar = directory.openFile(TarSample.bytes("a.tar"))) {
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> manifest.add("a.tar", tar));
        } finally {
            Thread.interrupted();
        }
    }
}
