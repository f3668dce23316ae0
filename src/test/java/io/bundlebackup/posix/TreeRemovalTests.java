package io.bundlebackup.posix;

import static io.bundlebackup.posix.RawFiles.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bundlebackup.bundle.MountPoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever lies in a tree, it goes, and nothing else. */
class TreeRemovalTests {
    @TempDir
    Path root;

    private Directory parent;

    @BeforeEach
    void open() throws IOException {
        parent = Directory.open(root);
    }

    @AfterEach
    void close() {
        parent.close();
    }

    @Test
    void removesFilesDirectoriesLinksAndNamesThatAreNoText() throws Exception {
        var tree = Files.createDirectories(root.resolve("tree/a/b"));
        Files.writeString(tree.resolve("file"), "x");
        Files.createFile(RawFiles.at(root.resolve("tree"), raw("\u00ff\n")));
        TreeRemoval.remove(parent, raw("tree"));
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void followsNoLink() throws Exception {
        var outside = Files.createDirectory(root.resolve("outside"));
        Files.writeString(outside.resolve("kept"), "x");
        var tree = Files.createDirectory(root.resolve("tree"));
        Files.createSymbolicLink(tree.resolve("link"), outside);
        TreeRemoval.remove(parent, raw("tree"));
        assertThat(tree).doesNotExist();
        assertThat(outside.resolve("kept")).exists();
    }

    @Test
    void removesAFileOrALinkOfThatName() throws Exception {
        var outside = Files.writeString(root.resolve("outside"), "x");
        Files.createSymbolicLink(root.resolve("tree"), outside);
        TreeRemoval.remove(parent, raw("tree"));
        assertThat(root.resolve("tree")).doesNotExist();
        assertThat(outside).exists();
    }

    @Test
    void removesWhatIsDeeperThanDescriptorsAndPathsAllow() throws Exception {
        Directory at = parent;
        at.changes().makeDirectory(raw("tree"));
        at = at.openDirectory(raw("tree"));
        for (int i = 0; i < 1_500; i++) {
            at.changes().makeDirectory(raw("deeper"));
            var next = at.openDirectory(raw("deeper"));
            at.close();
            at = next;
        }
        at.close();
        TreeRemoval.remove(parent, raw("tree"));
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void removalOfAMissingEntrySucceeds() throws Exception {
        TreeRemoval.remove(parent, raw("tree"));
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void endsAtAnInterruptAndLeavesTheRest() throws Exception {
        Files.createFile(Files.createDirectory(root.resolve("tree")).resolve("file"));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> TreeRemoval.remove(parent, raw("tree"))).isInstanceOf(InterruptedException.class);
        assertThat(root.resolve("tree/file")).exists();
    }

    /** Somebody else's volume, wherever it lies by now. */
    @Test
    void keepsMountsInTheTreeAndReportsThem() throws Exception {
        var volume = Files.createDirectories(root.resolve("tree/a/uploads"));
        Files.writeString(root.resolve("tree/a/b"), "x");
        Files.writeString(root.resolve("tree/z"), "x");
        try (var disk = SmallDisk.mountedOn(volume, "1m")) {
            Files.writeString(volume.resolve("precious"), "kept");

            assertThatThrownBy(() -> TreeRemoval.remove(parent, raw("tree"))).hasMessageContaining("uploads");

            assertThat(volume.resolve("precious")).hasContent("kept");
            assertThat(root.resolve("tree/a")).isDirectoryNotContaining("glob:**/b");
            assertThat(root.resolve("tree/z")).doesNotExist();
            disk.requireMounted();
        }
        TreeRemoval.remove(parent, raw("tree"));
        assertThat(root).isEmptyDirectory();
    }

    /** The rest takes up no space any more, and what is said names the file and the reason. */
    @Test
    void leavesAnImmutableFileAndRemovesTheRest() throws Exception {
        var immutable = Files.writeString(
                Files.createDirectories(root.resolve("tree/a")).resolve("immutable"), "x");
        Files.writeString(root.resolve("tree/z"), "x");
        assumeTrue(attributes("+i", immutable), "no file can be made immutable here");
        try {
            assertThatThrownBy(() -> TreeRemoval.remove(parent, raw("tree")))
                    .hasMessage("remove file immutable: EPERM (operation not permitted)");
            assertThat(root.resolve("tree/z")).doesNotExist();
        } finally {
            assertThat(attributes("-i", immutable)).isTrue();
        }
        TreeRemoval.remove(parent, raw("tree"));
        assertThat(root).isEmptyDirectory();
    }

    private static boolean attributes(String change, Path file) throws Exception {
        try {
            return new ProcessBuilder("chattr", change, file.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    /** The same file system, seen a second time, has the same device. */
    @Test
    void leavesABindMountAlone() throws Exception {
        var outside = Files.createDirectory(root.resolve("outside"));
        Files.writeString(outside.resolve("precious"), "kept");
        var at = Files.createDirectories(root.resolve("tree/bound"));
        try (var bound = SmallDisk.bound(outside, at)) {
            assertThatThrownBy(() -> TreeRemoval.remove(parent, raw("tree"))).hasMessageContaining("bound");
            assertThat(outside.resolve("precious")).hasContent("kept");
            assertThat(bound.free()).isPositive();
        }
    }

    /** What lies too deep to be opened in one go is moved up, and found there. */
    @Test
    void leavesWhatIsMountedFurtherDownThanDescriptorsAllow() throws Exception {
        var deep = Files.createDirectories(root.resolve("tree/" + "d/".repeat(100) + "uploads"));
        SmallDisk.mountedOn(deep, "1m");
        try (var volume = Directory.open(deep)) {
            Files.writeString(deep.resolve("precious"), "kept");
            assertThatThrownBy(() -> TreeRemoval.remove(parent, raw("tree"))).hasMessageContaining("uploads");
            assertThat(RawFiles.through(volume, "precious")).hasContent("kept");
        } finally {
            var moved = MountPoints.read().below(root.toRealPath()).orElseThrow();
            RawFiles.run("umount", "-l", root.resolve(moved).toString());
        }
    }

    @Test
    void removesDirectoriesWithoutOwnerPermissions() throws Throwable {
        assumeTrue(parent.stat().uid() == 0, "only root can become nobody");
        var closed = Files.createDirectories(root.resolve("tree/closed/within"));
        Files.writeString(closed.resolve("file"), "x");
        var outside = Files.writeString(root.resolve("outside"), "x");
        Files.createSymbolicLink(root.resolve("tree/link"), outside);
        RawFiles.run("chown", "-R", "65534", root.toString());
        RawFiles.run("chmod", "600", outside.toString());
        for (var directory : List.of("tree/closed/within", "tree/closed", "tree")) {
            RawFiles.run("chmod", "000", root.resolve(directory).toString());
        }

        RawFiles.asNobody(() -> TreeRemoval.remove(parent, raw("tree")));

        assertThat(root.resolve("tree")).doesNotExist();
        assertThat(Files.getPosixFilePermissions(outside)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    /** Two that meet remove it together. */
    @RepeatedTest(5)
    void severalMayRemoveOneTree() throws Exception {
        for (int i = 0; i < 4; i++) {
            Files.createDirectories(root.resolve("tree/" + i + "/" + "d/".repeat(150)));
        }
        try (var threads = Executors.newFixedThreadPool(2)) {
            var removals = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < 2; i++) {
                removals.add(() -> {
                    TreeRemoval.remove(parent, raw("tree"));
                    return true;
                });
            }
            for (var removal : threads.invokeAll(removals)) {
                assertThat(removal.get()).isTrue();
            }
        }
        assertThat(root).isEmptyDirectory();
    }
}
