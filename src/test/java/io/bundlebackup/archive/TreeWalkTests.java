package io.bundlebackup.archive;

import static io.bundlebackup.posix.RawFiles.at;
import static io.bundlebackup.posix.RawFiles.raw;
import static io.bundlebackup.posix.RawFiles.shown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.Errno;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.RawFiles;
import io.bundlebackup.posix.Stat;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeWalkTests {
    @TempDir
    Path temp;

    Path tree;
    Directory root;

    @BeforeEach
    void open() throws IOException {
        tree = Files.createDirectory(temp.resolve("tree"));
        root = Directory.open(tree);
    }

    @AfterEach
    void closesEveryDescriptor() throws IOException {
        root.close();
        assertThat(RawFiles.openBelow(temp)).isZero();
    }

    @Test
    void visitsInTheOrderOfWholePathsWithTheSlashLowest() throws Exception {
        make(
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
        make("a/", "a/b");
        Files.createSymbolicLink(tree.resolve("loop"), Path.of("."));
        Files.createSymbolicLink(tree.resolve("out"), Path.of("/etc"));
        Files.createSymbolicLink(tree.resolve("dangling"), Path.of("nowhere"));

        assertThat(walk().lines)
                .containsExactly("/ .", "/ a", "f a/b", "l dangling -> nowhere", "l loop -> .", "l out -> /etc");
    }

    @Test
    void skipsSocketsAndFifos() throws Exception {
        make("a", "z");
        RawFiles.makeFifo(tree.resolve("fifo"));
        try (var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(tree.resolve("socket")));
            assertThat(walk().lines).containsExactly("/ .", "f a", "s fifo", "s socket", "f z");
        }
    }

    @Test
    void descendsIntoADirectoryThatIsNotTaken() throws Exception {
        make("a/", "a/b/", "a/b/keep", "a/b/no", "c/", "c/keep", "d", "keep/", "keep/x");
        Files.createSymbolicLink(tree.resolve("d-link"), Path.of("d"));
        RawFiles.makeFifo(tree.resolve("d-fifo"));

        Log log = walk(filter(path -> path.endsWith("keep"), path -> path.startsWith("a")));

        assertThat(log.lines).containsExactly("/ .", "f a/b/keep", "/ keep");
    }

    @Test
    void saysNothingOfWhatIsNotWantedAndCannotBeRead() throws Exception {
        make("a", "b", "c");
        Log log = new Log().at("a", () -> {
            Files.delete(tree.resolve("b"));
            Files.delete(tree.resolve("c"));
        });

        TreeWalk.walk(root, filter(path -> !path.equals("b"), path -> !path.equals("b")), log);

        assertThat(log.lines).containsExactly("/ .", "f a", "? c ENOENT");
    }

    @Test
    void reportsWhatVanishedAndGoesOn() throws Exception {
        make("a", "b", "c/", "c/x", "d", "e/", "e/x");

        Log log = walkAndAt("a", () -> {
            Files.delete(tree.resolve("b"));
            RawFiles.run("rm", "-r", tree.resolve("c").toString());
        });

        assertThat(log.lines).containsExactly("/ .", "f a", "? b ENOENT", "? c ENOENT", "f d", "/ e", "f e/x");
    }

    @Test
    void staysInsideWhenADirectoryIsSwappedForALink() throws Exception {
        make("a", "b/", "b/c", "b/d/", "b/d/x", "e");
        Path outside = Files.createDirectories(temp.resolve("outside/d"));
        Files.createFile(outside.resolve("secret"));

        Log log = walkAndAt("b/c", () -> {
            Files.move(tree.resolve("b"), temp.resolve("moved"));
            Files.createSymbolicLink(tree.resolve("b"), temp.resolve("outside"));
        });
        // The directory that was opened is still the same one, wherever it hangs now.
        assertThat(log.lines).containsExactly("/ .", "f a", "/ b", "f b/c", "/ b/d", "f b/d/x", "f e");
    }

    @Test
    void staysInsideWhenTheWayBackIsSwappedForALink() throws Exception {
        make("a/", "a/b/", "a/b/c/", "a/b/c/x", "a/b/z", "a/z", "z");
        make(temp.resolve("outside"), "b/", "b/z", "b/secret", "z", "secret");

        var log = new Log();
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
    void reportsADirectoryWhosePlaceAnotherTook() throws Exception {
        make("a/", "a/b/", "a/b/x", "a/c", "z");

        var log = new Log();
        TreeWalk.walk(
                root,
                TreeWalk.Filter.all(),
                log.at("a/b/x", () -> {
                    Files.move(tree.resolve("a"), temp.resolve("moved"));
                    make("a/", "a/c", "a/d");
                }),
                1,
                0);

        assertThat(log.lines).containsExactly("/ .", "/ a", "/ a/b", "f a/b/x", "? a ESTALE", "f z");
    }

    @Test
    void seesNothingTwiceWhenItListsAgain() throws Exception {
        make("a/", "a/x", "c/", "c/x", "e");

        var log = new Log();
        TreeWalk.walk(root, TreeWalk.Filter.all(), log.at("c/x", () -> make("b", "d")), 1, 0);

        assertThat(log.lines).containsExactly("/ .", "/ a", "f a/x", "/ c", "f c/x", "f d", "f e");
    }

    @Test
    void reportsADirectoryThatIsForbiddenAndItsContentAsUnknown() throws Throwable {
        make("a/", "a/x", "b/", "b/x", "c");
        RawFiles.run("chmod", "-R", "a+rX", temp.toString());
        RawFiles.run("chmod", "0", tree.resolve("a").toString());

        var log = new Log();
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

    @Test
    void stopsWhenTheThreadIsInterrupted() throws Exception {
        make("a", "b/", "b/c", "d");
        var log = new Log();

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
        make("a", "b/", "b/c");
        var full = new PosixException(Errno.ENOSPC, "write");

        assertThatThrownBy(() -> walkAndAt("b/c", () -> {
                    throw full;
                }))
                .isSameAs(full);
    }

    @Test
    void failsWhenTheRootIsClosed() {
        root.close();
        assertThatThrownBy(this::walk).isInstanceOf(IOException.class).isNotInstanceOf(PosixException.class);
    }

    private void make(String... paths) throws IOException {
        make(tree, paths);
    }

    private static void make(Path below, String... paths) throws IOException {
        Files.createDirectories(below);
        for (String path : paths) {
            if (path.endsWith("/")) {
                Files.createDirectory(at(below, path.substring(0, path.length() - 1)));
            } else {
                Files.createFile(at(below, path));
            }
        }
    }

    private Log walk() throws IOException, InterruptedException {
        return walk(TreeWalk.Filter.all());
    }

    private Log walk(TreeWalk.Filter filter) throws IOException, InterruptedException {
        var log = new Log();
        TreeWalk.walk(root, filter, log);
        return log;
    }

    private Log walkAndAt(String path, Action action) throws IOException, InterruptedException {
        var log = new Log();
        TreeWalk.walk(root, TreeWalk.Filter.all(), log.at(path, action));
        return log;
    }

    private static TreeWalk.Filter filter(Predicate<String> take, Predicate<String> descend) {
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

    @FunctionalInterface
    interface Action {
        void run() throws IOException, InterruptedException;
    }

    /** Writes down what it is told, a line each. */
    static class Log implements TreeWalk.Visitor {
        final List<String> lines = new ArrayList<>();
        private String place = "";
        private Action action = () -> {};

        Log at(String path, Action then) {
            place = path;
            action = then;
            return this;
        }

        @Override
        public void entry(byte[] path, Stat stat, byte @Nullable [] target) throws IOException, InterruptedException {
            String kind = stat.isDirectory() ? "/ " : stat.isRegularFile() ? "f " : "l ";
            assertThat(target != null).isEqualTo(stat.isSymbolicLink());
            lines.add(kind + shown(path) + (target == null ? "" : " -> " + shown(target)));
            if (shown(path).equals(place)) {
                action.run();
            }
        }

        @Override
        public void skipped(byte[] path, Stat stat) {
            lines.add("s " + shown(path));
        }

        @Override
        public void unreadable(byte[] path, PosixException cause) {
            String error = String.valueOf(cause.getMessage()).replaceAll(".*: (E[A-Z]+) .*", "$1");
            lines.add("? " + shown(path) + " " + error);
        }
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
