package io.bundlebackup.archive.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.posix.Errno;
import io.bundlebackup.posix.OpenTreeTest;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.RawFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Trees that change while they are walked, and walks that end early. */
class TreeWalkChangesTests extends OpenTreeTest {
    @Test
    void doesNotReportUnreadableEntriesOutsideTheFilter() throws Exception {
        TreeWalkLog.make(tree, "a", "b", "c");
        TreeWalkLog log = new TreeWalkLog().at("a", () -> {
            Files.delete(tree.resolve("b"));
            Files.delete(tree.resolve("c"));
        });

        TreeWalk.walk(root, TreeWalkTests.filter(path -> !path.equals("b"), path -> !path.equals("b")), log);

        assertThat(log.lines).containsExactly("/ .", "f a", "? c ENOENT");
    }

    @Test
    void reportsVanishedEntriesAndGoesOn() throws Exception {
        TreeWalkLog.make(tree, "a", "b", "c/", "c/x", "d", "e/", "e/x");

        TreeWalkLog log = walkAndAt("a", () -> {
            Files.delete(tree.resolve("b"));
            RawFiles.run("rm", "-r", tree.resolve("c").toString());
        });

        assertThat(log.lines).containsExactly("/ .", "f a", "? b ENOENT", "? c ENOENT", "f d", "/ e", "f e/x");
    }

    @Test
    void staysInsideWhenADirectoryIsSwappedForALink() throws Exception {
        TreeWalkLog.make(tree, "a", "b/", "b/c", "b/d/", "b/d/x", "e");
        Path outside = Files.createDirectories(temp.resolve("outside/d"));
        Files.createFile(outside.resolve("secret"));

        TreeWalkLog log = walkAndAt("b/c", () -> {
            Files.move(tree.resolve("b"), temp.resolve("moved"));
            Files.createSymbolicLink(tree.resolve("b"), temp.resolve("outside"));
        });
        // The directory that was opened is still the same one, wherever it hangs now.
        assertThat(log.lines).containsExactly("/ .", "f a", "/ b", "f b/c", "/ b/d", "f b/d/x", "f e");
    }

    @Test
    void staysInsideWhenTheWayBackIsSwappedForALink() throws Exception {
        TreeWalkLog.make(tree, "a/", "a/b/", "a/b/c/", "a/b/c/x", "a/b/z", "a/z", "z");
        TreeWalkLog.make(temp.resolve("outside"), "b/", "b/z", "b/secret", "z", "secret");

        var log = new TreeWalkLog();
        TreeWalk.walk(
                root,
                TreeWalk.Filter.all(),
                log.at("a/b/c/x", () -> {
                    Files.move(tree.resolve("a"), temp.resolve("moved"));
                    Files.createSymbolicLink(tree.resolve("a"), temp.resolve("outside"));
                }),
                1,
                0);

        assertThat(log.lines.subList(0, 5)).containsExactly("/ .", "/ a", "/ a/b", "/ a/b/c", "f a/b/c/x");
        assertThat(log.lines.subList(5, log.lines.size()))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("? a/b E"),
                        line -> assertThat(line).startsWith("? a E"),
                        line -> assertThat(line).isEqualTo("f z"));
    }

    @Test
    void reportsADirectoryThatWasReplaced() throws Exception {
        TreeWalkLog.make(tree, "a/", "a/b/", "a/b/x", "a/c", "z");

        var log = new TreeWalkLog();
        TreeWalk.walk(
                root,
                TreeWalk.Filter.all(),
                log.at("a/b/x", () -> {
                    Files.move(tree.resolve("a"), temp.resolve("moved"));
                    TreeWalkLog.make(tree, "a/", "a/c", "a/d");
                }),
                1,
                0);

        assertThat(log.lines).containsExactly("/ .", "/ a", "/ a/b", "f a/b/x", "? a ESTALE", "f z");
    }

    @Test
    void seesNothingTwiceWhenItListsAgain() throws Exception {
        TreeWalkLog.make(tree, "a/", "a/x", "c/", "c/x", "e");

        var log = new TreeWalkLog();
        TreeWalk.walk(root, TreeWalk.Filter.all(), log.at("c/x", () -> TreeWalkLog.make(tree, "b", "d")), 1, 0);

        assertThat(log.lines).containsExactly("/ .", "/ a", "f a/x", "/ c", "f c/x", "f d", "f e");
    }

    @Test
    void stopsWhenTheThreadIsInterrupted() throws Exception {
        TreeWalkLog.make(tree, "a", "b/", "b/c", "d");
        var log = new TreeWalkLog();

        assertThatThrownBy(() -> TreeWalk.walk(
                        root,
                        TreeWalk.Filter.all(),
                        log.at("b", () -> Thread.currentThread().interrupt())))
                .isInstanceOf(InterruptedException.class);

        assertThat(log.lines).containsExactly("/ .", "f a", "/ b");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void endsWithWhatTheVisitorThrows() throws Exception {
        TreeWalkLog.make(tree, "a", "b/", "b/c");
        var full = new PosixException(Errno.ENOSPC, "write");

        assertThatThrownBy(() -> walkAndAt("b/c", () -> {
                    throw full;
                }))
                .isSameAs(full);
    }

    @Test
    void failsWhenTheRootIsClosed() {
        root.close();
        assertThatThrownBy(() -> TreeWalk.walk(root, TreeWalk.Filter.all(), new TreeWalkLog()))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(PosixException.class);
    }

    private TreeWalkLog walkAndAt(String path, TreeWalkLog.Action action) throws IOException, InterruptedException {
        var log = new TreeWalkLog();
        TreeWalk.walk(root, TreeWalk.Filter.all(), log.at(path, action));
        return log;
    }
}
