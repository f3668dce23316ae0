package io.bundlebackup.archive.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.RawFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A walk in a thread of its own tells what a walk tells, and is over when it is said to be. */
class WalkAheadTests {
    /** More than wait between the two threads. */
    private static final int MANY = 3_000;

    @TempDir
    static Path tree = Path.of("");

    private Directory root;

    @BeforeAll
    static void plant() throws Throwable {
        for (int i = 0; i < MANY; i += 100) {
            var directory = Files.createDirectory(tree.resolve("d" + i));
            for (int j = 0; j < 100; j++) {
                Files.createFile(directory.resolve("f" + j));
            }
        }
        RawFiles.makeFifo(tree.resolve("fifo"));
        Files.createSymbolicLink(tree.resolve("link"), Path.of("somewhere"));
    }

    @BeforeEach
    void open() throws IOException {
        root = Directory.open(tree);
    }

    @AfterEach
    void noDescriptorIsOpenAndNoThreadWalks() throws IOException {
        root.close();
        assertThat(RawFiles.openBelow(tree)).isZero();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("walk"));
    }

    @Test
    void reportsTheEventsOfAWalkInOrder() throws Exception {
        var expected = new TreeWalkLog();
        TreeWalk.walk(root, TreeWalk.Filter.all(), expected);

        var log = new TreeWalkLog();
        WalkAhead.walk(root, TreeWalk.Filter.all(), log);

        assertThat(log.lines).isEqualTo(expected.lines).hasSizeGreaterThan(MANY);
    }

    @Test
    void endsWhenTheVisitorThrows() {
        var log = new TreeWalkLog().at("d0/f0", () -> {
            throw new IOException("the list is full");
        });

        assertThatThrownBy(() -> WalkAhead.walk(root, TreeWalk.Filter.all(), log))
                .hasMessage("the list is full");
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void endsWhenTheVisitorThrowsWhileTheWalkWaitsForIt() {
        var log = new TreeWalkLog().at("d0/f0", () -> {
            await().until(() -> Thread.getAllStackTraces().keySet().stream()
                    .anyMatch(thread -> thread.getName().equals("walk") && thread.getState() == Thread.State.WAITING));
            throw new IOException("the list is full");
        });

        assertThatThrownBy(() -> WalkAhead.walk(root, TreeWalk.Filter.all(), log))
                .hasMessage("the list is full");
    }

    @Test
    void endsWhenTheCallerIsInterrupted() {
        var log = new TreeWalkLog().at("d0/f0", () -> Thread.currentThread().interrupt());

        assertThatThrownBy(() -> WalkAhead.walk(root, TreeWalk.Filter.all(), log))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void throwsWhatTheFilterThrows() {
        var filter = TreeWalkTests.filter(
                path -> {
                    if (path.equals("d100/f7")) {
                        throw new IllegalStateException("no such pattern");
                    }
                    return true;
                },
                path -> true);

        assertThatThrownBy(() -> WalkAhead.walk(root, filter, new TreeWalkLog()))
                .hasMessage("no such pattern");
    }

    /** As one that runs out of memory when it wants to tell its end. */
    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void failsWhenTheWalkThreadDiesSilently() {
        var filter = TreeWalkTests.filter(
                path -> {
                    Thread.currentThread().interrupt();
                    return true;
                },
                path -> true);

        assertThatThrownBy(() -> WalkAhead.walk(root, filter, new TreeWalkLog()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("before its time");
    }

    @Test
    void throwsWhenTheRootCannotBeRead() throws IOException {
        var closed = Directory.open(tree);
        closed.close();

        assertThatThrownBy(() -> WalkAhead.walk(closed, TreeWalk.Filter.all(), new TreeWalkLog()))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(PosixException.class);
    }
}
