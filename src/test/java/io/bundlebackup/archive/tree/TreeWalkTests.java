package io.bundlebackup.archive.tree;

import static io.bundlebackup.posix.RawFiles.raw;
import static io.bundlebackup.posix.RawFiles.shown;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.OpenTreeTest;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.RawFiles;
import io.bundlebackup.posix.Stat;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TreeWalkTests extends OpenTreeTest {
    @Test
    void visitsInTheOrderOfWholePathsWithTheSlashLowest() throws Exception {
        TreeWalkLog.make(
                tree,
                "a/",
                "a/b",
                "a/\u00ff/",
                "a/\u00ff/x",
                "a\u0001",
                "a b",
                "a-b/",
                "a-b/c",
                "a.b",
                "ab",
                "b/",
                "\u0080",
                "A");

        assertThat(walk().lines)
                .containsExactly(
                        "/ .",
                        "f A",
                        "/ a",
                        "f a/b",
                        "/ a/\u00ff",
                        "f a/\u00ff/x",
                        "f a\u0001",
                        "f a b",
                        "/ a-b",
                        "f a-b/c",
                        "f a.b",
                        "f ab",
                        "/ b",
                        "f \u0080");
    }

    @Test
    void reportsAnEmptyRoot() throws Exception {
        assertThat(walk().lines).containsExactly("/ .");
    }

    @Test
    void reportsALinkByItsTextAndDoesNotFollowIt() throws Exception {
        TreeWalkLog.make(tree, "a/", "a/b");
        Files.createSymbolicLink(tree.resolve("loop"), Path.of("."));
        Files.createSymbolicLink(tree.resolve("out"), Path.of("/etc"));
        Files.createSymbolicLink(tree.resolve("dangling"), Path.of("nowhere"));

        assertThat(walk().lines)
                .containsExactly("/ .", "/ a", "f a/b", "l dangling -> nowhere", "l loop -> .", "l out -> /etc");
    }

    @Test
    void skipsSocketsAndFifos() throws Exception {
        TreeWalkLog.make(tree, "a", "z");
        RawFiles.makeFifo(tree.resolve("fifo"));
        try (var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(tree.resolve("socket")));
            assertThat(walk().lines).containsExactly("/ .", "f a", "s fifo", "s socket", "f z");
        }
    }

    @Test
    void descendsIntoADirectoryThatIsNotTaken() throws Exception {
        TreeWalkLog.make(tree, "a/", "a/b/", "a/b/keep", "a/b/no", "c/", "c/keep", "d", "keep/", "keep/x");
        Files.createSymbolicLink(tree.resolve("d-link"), Path.of("d"));
        RawFiles.makeFifo(tree.resolve("d-fifo"));

        TreeWalkLog log = walk(filter(path -> path.endsWith("keep"), path -> path.startsWith("a")));

        assertThat(log.lines).containsExactly("/ .", "f a/b/keep", "/ keep");
    }

    @Test
    void reportsADirectoryThatIsForbiddenAndItsContentAsUnknown() throws Throwable {
        TreeWalkLog.make(tree, "a/", "a/x", "b/", "b/x", "c");
        RawFiles.run("chmod", "-R", "a+rX", temp.toString());
        RawFiles.run("chmod", "0", tree.resolve("a").toString());

        var log = new TreeWalkLog();
        RawFiles.asNobody(() -> TreeWalk.walk(root, TreeWalk.Filter.all(), log));

        assertThat(log.lines).containsExactly("/ .", "/ a", "? a EACCES", "/ b", "f b/x", "f c");
        RawFiles.run("chmod", "700", tree.resolve("a").toString());
    }

    @Test
    void walksTwoThousandLevelsWithFewDescriptors() throws Exception {
        int levels = 2000;
        String name = "d".repeat(200);
        Directory parent = root.openDirectory(raw("."));
        for (int i = 0; i < levels; i++) {
            Files.createDirectory(RawFiles.through(parent, name));
            Files.createFile(RawFiles.through(parent, "z"));
            Directory child = parent.openDirectory(raw(name));
            parent.close();
            parent = child;
        }
        parent.close();
        var seen = new Counts();
        try {
            TreeWalk.walk(root, TreeWalk.Filter.all(), seen);
        } finally {
            RawFiles.run("rm", "-rf", tree.resolve(name).toString());
        }

        assertThat(seen.unreadable).isZero();
        assertThat(seen.entries).isEqualTo(1 + 2L * levels);
        assertThat(seen.longest).isEqualTo(levels * 201 - 1);
        assertThat(seen.mostOpen).isEqualTo(TreeWalkStack.OPEN + 1);
    }

    private TreeWalkLog walk() throws IOException, InterruptedException {
        return walk(TreeWalk.Filter.all());
    }

    private TreeWalkLog walk(TreeWalk.Filter filter) throws IOException, InterruptedException {
        var log = new TreeWalkLog();
        TreeWalk.walk(root, filter, log);
        return log;
    }

    static TreeWalk.Filter filter(Predicate<String> take, Predicate<String> descend) {
        return new TreeWalk.Filter() {
            @Override
            public boolean take(byte[] path, boolean directory) {
                return take.test(shown(path));
            }

            @Override
            public boolean descend(byte[] path) {
                return descend.test(shown(path));
            }
        };
    }

    private final class Counts implements TreeWalk.Visitor {
        long entries;
        long unreadable;
        int longest;
        long mostOpen;

        @Override
        public void entry(byte[] path, Stat stat, byte @Nullable [] target) throws IOException {
            entries++;
            longest = Math.max(longest, path.length);
            if (entries % 100 == 0) {
                mostOpen = Math.max(mostOpen, RawFiles.openBelow(temp));
            }
        }

        @Override
        public void skipped(byte[] path, Stat stat) {
            unreadable++;
        }

        @Override
        public void unreadable(byte[] path, PosixException cause) {
            unreadable++;
        }
    }
}
