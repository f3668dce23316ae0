package io.bundlebackup.archive;

import static io.bundlebackup.posix.RawFiles.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.RawFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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
    void whatIsNotThereIsRemovedAlready() throws Exception {
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
}
