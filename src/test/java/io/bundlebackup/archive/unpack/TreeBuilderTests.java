package io.bundlebackup.archive.unpack;

import static io.bundlebackup.posix.RawFiles.raw;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bundlebackup.archive.tar.TarBytes;
import io.bundlebackup.archive.tar.TarTools;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.UnixTime;
import io.bundlebackup.manifest.Xattr;
import io.bundlebackup.posix.RawFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeBuilderTests {
    private static final String PART = "part.0.tar";

    @TempDir
    private Path temp = Path.of("");

    private HandMadeRestore restore;

    @BeforeEach
    void begin() throws IOException {
        restore = new HandMadeRestore(temp);
    }

    @AfterEach
    void closesEveryDescriptor() throws IOException {
        restore.close();
    }

    @Test
    void takesContentFromThePartAndEverythingElseFromTheLine() throws Exception {
        restore.directory("d").file("d/\u00ff;", "hello", PART).symbolicLink("d/link", "/etc");
        restore.part(
                        PART,
                        new TarBytes()
                                .link("d/link", '2', "/etc")
                                .file("d/\u00ff;", "hello")
                                .header("d/", '5'))
                .finish();

        var stat = restore.stat("d/\u00ff;");
        assertThat(restore.content("d/\u00ff;")).isEqualTo("hello");
        assertThat(stat.mode()).isEqualTo(0100640);
        assertThat(stat.mtimeSeconds()).isEqualTo(1_000_000_004);
        assertThat(stat.mtimeNanos()).isEqualTo(4);
        assertThat(restore.stat("d").mode()).isEqualTo(0040750);
        assertThat(restore.stat("d").mtimeSeconds()).isEqualTo(1_000_000_001);
        assertThat(restore.root.stat().mtimeSeconds()).isEqualTo(1_000_000_001);
        assertThat(Files.readSymbolicLink(restore.tree.resolve("d/link"))).hasToString("/etc");
        assertThat(restore.log.files).hasValue(1);
        assertThat(restore.log.bytes).hasValue(5);
    }

    @Test
    void skipsEntriesThatAreNotListedOrDeliveredElsewhere() throws Exception {
        restore.file("a", "new", "part.1.tar").file("b", "b", PART);
        restore.part(PART, new TarBytes().file("a", "old").file("b", "b").file("gone", "gone"))
                .part("part.1.tar", new TarBytes().file("a", "new"))
                .finish();

        assertThat(restore.content("a")).isEqualTo("new");
        assertThat(restore.content("b")).isEqualTo("b");
        assertThat(restore.tree.resolve("gone")).doesNotExist();
    }

    @Test
    void linksFurtherNamesToTheFirst() throws Exception {
        restore.file("a", "x", PART).further("b", "a", "x", PART).further("c", "a", "x", "part.1.tar");
        restore.part("part.1.tar", new TarBytes().file("c", "x"))
                .part(PART, new TarBytes().file("a", "x").link("b", '1', "a"))
                .finish();

        var first = restore.stat("a");
        assertThat(first.links()).isEqualTo(3);
        assertThat(restore.stat("b").isSameFile(first)).isTrue();
        assertThat(restore.stat("c").isSameFile(first)).isTrue();
    }

    /** A tar made by hand has the content under whichever name came first. */
    @Test
    void takesTheContentOfAFirstNameFromAFurtherOne() throws Exception {
        restore.file("a", "x", PART).further("z", "a", "x", PART);
        restore.part(PART, new TarBytes().file("z", "x").link("a", '1', "z")).finish();

        assertThat(restore.content("a")).isEqualTo("x");
        assertThat(restore.stat("a").links()).isEqualTo(2);
    }

    /** The manifest of a later generation does not list what the part of an earlier one has the content under. */
    @Test
    void unpacksContentStoredUnderANameThatIsNoLongerListed() throws Exception {
        restore.file("b", "x", PART).file("c", "x", PART).file("a2", "new", "part.1.tar");
        restore.part("part.1.tar", new TarBytes().file("a2", "new"))
                .part(PART, new TarBytes().file("a", "x").link("b", '1', "a").link("c", '1', "a"))
                .finish();

        assertThat(restore.content("b")).isEqualTo("x");
        assertThat(restore.content("c")).isEqualTo("x");
        assertThat(restore.stat("b").links()).isEqualTo(1);
        assertThat(restore.stat("c").mode()).isEqualTo(0100640);
    }

    /** As above, but the name has other content by now. */
    @Test
    void unpacksContentStoredUnderANameWithOtherContentByNow() throws Exception {
        restore.file("a", "new", "part.1.tar").file("b", "x", PART);
        restore.part(PART, new TarBytes().file("a", "x").link("b", '1', "a"))
                .part("part.1.tar", new TarBytes().file("a", "new"))
                .finish();

        assertThat(restore.content("a")).isEqualTo("new");
        assertThat(restore.content("b")).isEqualTo("x");
    }

    /** Of two files that were one when they were packed, one has got another name that comes before it. */
    @Test
    void makesAFurtherNameOfWhatWasOneWithAnotherFile() throws Exception {
        restore.file("b", "x", PART).file("a", "x", "part.1.tar").further("c", "a", "x", PART);
        restore.part(PART, new TarBytes().file("b", "x").link("c", '1', "b"))
                .part("part.1.tar", new TarBytes().file("a", "x"))
                .finish();

        assertThat(restore.stat("a").isSameFile(restore.stat("c"))).isTrue();
        assertThat(restore.stat("b").links()).isEqualTo(1);
    }

    /** Two files that were one when they were packed. */
    @Test
    void makesTwoFilesOfOneIfTheManifestSaysSo() throws Exception {
        restore.file("a", "x", PART).file("b", "x", PART);
        restore.part(PART, new TarBytes().file("a", "x").link("b", '1', "a")).finish();

        assertThat(restore.content("b")).isEqualTo("x");
        assertThat(restore.stat("a").isSameFile(restore.stat("b"))).isFalse();
    }

    @Test
    void buildsTheUnionOfTarsThatCameWithoutAManifest() throws Exception {
        restore.union(Map.of(
                "one.tar",
                new TarBytes().file("./m", "x").link("./z", '1', "./m").file("d/e/f", "f"),
                "another.tar",
                new TarBytes().link("a", '1', "m").header("d", '5').link("d/link", '2', "e")));

        assertThat(restore.content("a")).isEqualTo("x");
        assertThat(restore.stat("m").links()).isEqualTo(3);
        assertThat(restore.stat("z").isSameFile(restore.stat("a"))).isTrue();
        assertThat(restore.content("d/e/f")).isEqualTo("f");
        assertThat(restore.stat("d/e").mode()).isEqualTo(0040755);
        assertThat(restore.stat("d/link").isSymbolicLink()).isTrue();
    }

    @Test
    void makesEmptyDirectoriesAndLinksFromTheManifestAlone() throws Exception {
        restore.directory("empty").directory("empty/deeper").symbolicLink("link", "../no;where");
        restore.finish();

        assertThat(restore.tree.resolve("empty/deeper")).isEmptyDirectory();
        assertThat(restore.stat("link").mtimeSeconds()).isEqualTo(1_000_000_004);
    }

    @Test
    void makesDirectoriesThatTheManifestDoesNotListForEverybody() throws Exception {
        restore.without(".").file("x/y/z", "z", PART);
        restore.part(PART, new TarBytes().file("x/y/z", "z")).finish();

        assertThat(restore.stat("x").mode()).isEqualTo(0040755);
        assertThat(restore.stat("x/y").mode()).isEqualTo(0040755);
        assertThat(restore.root.stat().mode()).isEqualTo(0040700);
    }

    @Test
    void leavesHolesWhereZerosAreLong() throws Exception {
        var content = new byte[1 << 20];
        content[5_000] = 1;
        content[900_000] = 2;
        var zeros = new byte[100_000];
        restore.file("a", content, PART, 0100644).file("zeros", zeros, PART, 0100644);
        restore.part(
                        PART,
                        new TarBytes()
                                .file("a", new String(content, ISO_8859_1))
                                .file("zeros", new String(zeros, ISO_8859_1)))
                .finish();

        assertThat(Files.readAllBytes(restore.tree.resolve("a"))).isEqualTo(content);
        assertThat(restore.stat("a").blocks() * 512).isLessThanOrEqualTo(32_768);
        assertThat(Files.readAllBytes(restore.tree.resolve("zeros"))).isEqualTo(zeros);
        assertThat(restore.stat("zeros").blocks()).isLessThanOrEqualTo(8 * 8);
    }

    @Test
    void makesPathsAsDeepAsTheyGet() throws Exception {
        var path = "d/".repeat(1_000) + "file";
        restore.without(".").file(path, "deep", PART).symbolicLink("d/".repeat(900) + "link", "x");
        restore.part(PART, new TarBytes().longName('L', path).file("cut", "deep"))
                .finish();

        assertThat(restore.stat(path).size()).isEqualTo(4);
        assertThat(restore.stat("d/".repeat(900) + "link").isSymbolicLink()).isTrue();
        assertThat(restore.stat("d/".repeat(500) + "d").mode()).isEqualTo(0040755);
        // JUnit takes seconds for that.
        TarTools.run("find", temp.toString(), "-mindepth", "1", "-delete");
    }

    @Test
    void sharesABigFileOrCopiesIt() throws Exception {
        restore.file("big1", "content", "1.bin").file("big2", "content", "1.bin");
        restore.bigFile("big1", "content", true);
        var upload = restore.uploaded.stat(raw("big"));
        assertThat(restore.stat("big1").isSameFile(upload)).isTrue();
        assertThat(upload.mode()).isEqualTo(0100640);
        // It is a file of the tree already: another line's attributes would be that one's too.
        try (var file = restore.uploaded.openFile(raw("big"))) {
            restore.builder().addBigFile(RawPath.of("big2"), file, null, restore.uploaded, raw("big"), true);
        }
        restore.finish();

        assertThat(restore.stat("big2").isSameFile(upload)).isFalse();
        assertThat(restore.content("big2")).isEqualTo("content");
    }

    @Test
    void removesForeignAttributesFromSharedUploads() throws Throwable {
        assumeTrue(TarTools.keepsAttributes(temp));
        restore.file("big1", "content", "1.bin");
        Files.writeString(restore.uploads.resolve("big"), "content");
        RawFiles.setXattr(restore.uploads.resolve("big"), raw("user.foreign"), raw("x"));
        restore.bigFile("big1", "content", true).finish();

        try (var file = restore.root.openFile(raw("big1"))) {
            assertThat(file.xattrNames()).isEmpty();
        }
    }

    @Test
    void setsOwnersThenSetIdBits() throws Exception {
        assumeTrue(restore.root.stat().uid() == 0, "only root gives files away");
        restore.line(owned("a", 4_294_967_294L));
        restore.part(PART, new TarBytes().file("a", "x")).finish();

        assertThat(restore.stat("a").uid()).isEqualTo(4_294_967_294L);
        assertThat(restore.stat("a").mode()).isEqualTo(0106755);
        assertThat(restore.log.unset).isEmpty();
    }

    @Test
    void leavesOutForbiddenSetIdBitsAndReportsThemOnce() throws Exception {
        restore.line(owned("a", 7)).line(owned("b", 7));
        restore.line(entry("d", 0042755, null)).line(entry("e", 0106755, "1.bin"));
        restore.builder().forbidSetIds();
        restore.bigFile("e", "x", true);
        restore.part(PART, new TarBytes().file("a", "x").file("b", "x")).finish();

        assertThat(restore.stat("a").mode()).isEqualTo(0100755);
        assertThat(restore.stat("b").mode()).isEqualTo(0100755);
        assertThat(restore.stat("e").mode()).isEqualTo(0100755);
        assertThat(restore.stat("d").mode())
                .as("a directory hands its group on")
                .isEqualTo(0042755);
        assertThat(restore.log.unset)
                .anyMatch(told -> told.endsWith(
                        ": its set-user-ID and set-group-ID bits were left out, which the operator forbids,"
                                + " and those of 2 more files"));
    }

    /** Of the user who runs this. */
    private Entry entry(String path, int mode, @Nullable String bigFile) throws IOException {
        var own = restore.root.stat();
        return new Entry(
                RawPath.of(path),
                mode,
                bigFile == null ? 0 : 1,
                UnixTime.EPOCH,
                bigFile == null ? null : HandMadeRestore.sha256(raw("x")),
                false,
                null,
                1,
                own.uid(),
                own.gid(),
                null,
                List.of(),
                bigFile == null ? PART : bigFile);
    }

    /** The number above the last owner is nobody's, for root as for everybody. */
    @Test
    void reportsMissingOwnershipOnceAndSetsNoSetIdBits() throws Exception {
        restore.line(owned("a", 4_294_967_295L)).line(owned("b", 4_294_967_295L));
        restore.part(PART, new TarBytes().file("a", "x").file("b", "x")).finish();

        assertThat(restore.stat("a").mode()).isEqualTo(0100755);
        assertThat(restore.log.unset)
                .containsExactly("a: its owner could not be set, nor that of one other entry;"
                        + " change the owner: EINVAL (invalid argument)");
    }

    /** More than a file system takes, in a space that this product does not touch: ext4 and tmpfs say different things. */
    @Test
    void reportsAnUnsetExtendedAttributeAndKeepsTheContent() throws Exception {
        var foreign = new Xattr(raw("trusted.x"), raw("v"));
        var huge = new Xattr(raw("user.huge"), new byte[1 << 16]);
        restore.line(with("a", foreign)).line(with("b", foreign, huge)).line(with("c"));
        restore.part(PART, new TarBytes().file("a", "x").file("b", "x").file("c", "x"))
                .finish();

        assertThat(restore.content("b")).isEqualTo("x");
        assertThat(restore.stat("b").mode()).isEqualTo(0100640);
        assertThat(restore.log.unset).singleElement().asString().startsWith("a: its extended attributes could not be");
    }

    private static Entry with(String path, Xattr... xattrs) {
        return new Entry(
                RawPath.of(path),
                0100640,
                1,
                UnixTime.EPOCH,
                HandMadeRestore.sha256(raw("x")),
                false,
                null,
                1,
                0,
                0,
                null,
                List.of(xattrs),
                PART);
    }

    private static Entry owned(String path, long uid) {
        return new Entry(
                RawPath.of(path),
                0106755,
                1,
                UnixTime.EPOCH,
                HandMadeRestore.sha256(raw("x")),
                false,
                null,
                1,
                uid,
                3_000_000_000L,
                null,
                List.of(),
                PART);
    }

    @Test
    void stopsWhenItIsInterrupted() throws Exception {
        restore.file("a", "x", PART).file("big1", "content", "1.bin").builder();
        Files.write(restore.uploads.resolve(PART), new TarBytes().file("a", "x").end());
        Files.writeString(restore.uploads.resolve("big"), "content");
        try (var tar = restore.uploaded.openFile(raw(PART));
                var big = restore.uploaded.openFile(raw("big"))) {
            for (RawFiles.Action call : List.<RawFiles.Action>of(
                    () -> restore.builder().unpackPart(PART, tar, null),
                    () -> restore.builder()
                            .addBigFile(RawPath.of("big1"), big, null, restore.uploaded, raw("big"), true),
                    () -> restore.builder().finish(null))) {
                assertThatThrownBy(() -> interrupted(call)).isInstanceOf(InterruptedException.class);
                assertThat(Thread.interrupted()).isFalse();
            }
        }
    }

    private static void interrupted(RawFiles.Action call) throws Throwable {
        Thread.currentThread().interrupt();
        call.run();
    }
}
