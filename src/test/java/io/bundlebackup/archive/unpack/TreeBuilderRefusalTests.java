package io.bundlebackup.archive.unpack;

import static io.bundlebackup.archive.unpack.HandMadeRestore.refusal;
import static io.bundlebackup.posix.RawFiles.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.archive.tar.TarBytes;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.RawFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a builder does not take, and how it says so. */
class TreeBuilderRefusalTests {
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
        assertThat(temp.resolve("outside")).doesNotExist();
    }

    private void assertRefused(TarBytes tar, @Nullable String path, String reason) {
        var refusal = refusal(() -> restore.part(PART, tar));
        assertThat(refusal.uri()).isEqualTo(PART);
        assertThat(refusal.path()).isEqualTo(path);
        assertThat(refusal).hasMessageContaining(reason).message().endsWith(".");
    }

    private static void assertRefused(RawFiles.Action action, String uri, String path, String reason) {
        var refusal = refusal(action);
        assertThat(refusal.uri()).isEqualTo(uri);
        assertThat(refusal.path()).isEqualTo(path);
        assertThat(refusal).hasMessageContaining(reason).message().endsWith(".");
    }

    @Test
    void refusesAnotherSize() {
        restore.file("a", "content", PART);
        assertRefused(new TarBytes().file("a", "contents"), "a", "has 8 bytes, and 7 in the manifest");
    }

    @Test
    void refusesOtherContent() {
        restore.file("a", "content", PART);
        assertRefused(new TarBytes().file("a", "CONTENT"), "a", "other content than the manifest says");
    }

    @Test
    void refusesOtherContentOfAFurtherName() {
        restore.file("a", "x", PART).further("b", "a", "x", "part.1.tar");
        assertRefused(
                () -> restore.part("part.1.tar", new TarBytes().file("b", "y")), "part.1.tar", "b", "other content");
    }

    @Test
    void refusesAnEntryThatOccursTwiceWithDifferentContent() {
        restore.file("a", "x", PART);
        assertRefused(new TarBytes().file("a", "x").file("a", "y"), "a", "other content");
        assertRefused(new TarBytes().file("a", "y").file("a", "x"), "a", "other content");
    }

    @Test
    void refusesAnotherType() {
        restore.file("a", "x", PART).directory("d").symbolicLink("l", "x");
        assertRefused(new TarBytes().header("a", '5'), "a", "is a directory, and something else in the manifest");
        assertRefused(new TarBytes().link("a", '2', "x"), "a", "is a symbolic link, and something else");
        assertRefused(new TarBytes().file("d", "x"), "d", "is a regular file, and something else");
        assertRefused(new TarBytes().link("d", '1', "a"), "d", "is a regular file, and something else");
        assertRefused(new TarBytes().header("l", '5'), "l", "is a directory, and something else");
    }

    @Test
    void refusesAnotherTargetOfALink() {
        restore.symbolicLink("l", "x");
        assertRefused(new TarBytes().link("l", '2', "/etc/passwd"), "l", "leads to another target");
    }

    @Test
    void refusesAHardLinkToAnotherFile() {
        restore.file("a", "x", PART).file("b", "y", PART).further("c", "a", "x", PART);
        assertRefused(
                new TarBytes().file("a", "x").file("b", "y").link("c", '1', "b"),
                "c",
                "is one file with b, which has other content in the manifest");
    }

    @Test
    void refusesAHardLinkToADirectoryOrALink() {
        restore.directory("d").symbolicLink("l", "x").file("a", "x", PART);
        assertRefused(new TarBytes().link("a", '1', "d"), "d", "something else in the manifest");
        restore.log.files.set(0);
    }

    @Test
    void refusesAHardLinkToNothing() {
        restore.file("a", "x", PART);
        assertRefused(
                new TarBytes().link("a", '1', "gone"), "a", "is a hard link to a file that is not in the archive");
    }

    @Test
    void refusesALateLinkWithOtherContent() {
        restore.file("a", "x", PART).file("b", "y", PART);
        assertRefused(
                new TarBytes().file("gone", "x").link("a", '1', "gone").link("b", '1', "gone"), "b", "other content");
    }

    @Test
    void refusesWhatTheReaderRefusesAndNamesThePart() {
        restore.file("a", "x", PART);
        assertRefused(new TarBytes().file("../outside", "x"), "../outside", "leaves the root");
        assertRefused(new TarBytes().file("/outside", "x"), "/outside", "leaves the root");
        assertRefused(new TarBytes().header("device", '3'), "device", "it is a device");
        assertRefused(new TarBytes().file("unlisted", "x").link("l", '1', "../outside"), "l", "leaves the root");
        var cut = refusal(
                () -> restore.part(PART, new TarBytes().file("unlisted", "x").cut()));
        assertThat(cut.uri()).isEqualTo(PART);
        assertThat(cut.path()).isNull();
    }

    @Test
    void refusesToFinishWithoutAWantedFile() throws Exception {
        restore.file("a", "x", PART).file("b", "x", PART);
        restore.part(PART, new TarBytes().file("b", "x"));
        assertRefused(() -> restore.finish(), PART, "a", "is missing in part.0.tar, which the manifest names for it");
    }

    @Test
    void refusesToFinishWithoutAWantedFurtherName() throws Exception {
        restore.file("a", "x", PART).further("b", "a", "x", "part.1.tar");
        restore.part(PART, new TarBytes().file("a", "x")).part("part.1.tar", new TarBytes());
        assertRefused(() -> restore.finish(), "part.1.tar", "b", "is missing in part.1.tar");
    }

    @Test
    void refusesToFinishWithoutABigFile() {
        restore.file("a", "x", "1.bin");
        assertRefused(() -> restore.finish(), "1.bin", "a", "is missing in 1.bin");
    }

    @Test
    void refusesABigFileOfAnotherSizeOrContent() {
        restore.file("a", "content", "1.bin");
        assertRefused(() -> restore.bigFile("a", "contents", true), "1.bin", "a", "has 8 bytes");
        assertRefused(() -> restore.bigFile("a", "CONTENT", true), "1.bin", "a", "other content");
        assertThat(restore.tree).isEmptyDirectory();
    }

    @Test
    void refusesABigFileThatIsNotARegularFile() throws Exception {
        restore.file("a", "", "1.bin").builder();
        Files.createDirectory(restore.uploads.resolve("directory"));
        try (var upload = restore.uploaded.openFile(raw("directory"))) {
            assertThat(refusal(() -> restore.builder()
                                    .addBigFile(
                                            RawPath.of("a"), upload, null, restore.uploaded, raw("directory"), true))
                            .uri())
                    .isEqualTo("1.bin");
        }
    }

    @Test
    void writesNothingThroughALinkThatSomebodyPutThere() throws Exception {
        restore.directory("d").file("d/a", "x", PART);
        Files.createSymbolicLink(restore.tree.resolve("d"), temp);

        assertThatThrownBy(() -> restore.part(PART, new TarBytes().file("d/a", "x")))
                .isInstanceOfSatisfying(
                        PosixException.class, e -> assertThat(e.leavesTree()).isTrue());
        assertThatThrownBy(() -> restore.finish()).isInstanceOf(PosixException.class);
        assertThat(temp.resolve("a")).doesNotExist();
    }
}
