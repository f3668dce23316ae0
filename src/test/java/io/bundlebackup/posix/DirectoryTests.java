package io.bundlebackup.posix;

import static io.bundlebackup.posix.RawFiles.at;
import static io.bundlebackup.posix.RawFiles.raw;
import static io.bundlebackup.posix.RawFiles.shown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DirectoryTests extends OpenTreeTest {
    static List<String> strangeNames() {
        return List.of(
                "a\nb",
                "\n",
                "a;b",
                "100%",
                "%41",
                "\u00ff\u00fe",
                "\u00c3\u00a9",
                "\u00c3",
                "-rf",
                "--",
                " ",
                "...",
                ".hidden",
                "..a",
                "\u0001",
                "\u007f",
                "\"quoted\"",
                "back\\slash",
                "*",
                "\u0080",
                "x".repeat(255),
                "\u00e9".repeat(255));
    }

    @ParameterizedTest
    @MethodSource("strangeNames")
    void findsAFileWhateverItsNameIs(String name) throws IOException {
        Files.writeString(at(tree, name), "content");

        assertThat(shown(root.list())).containsExactly(name);
        assertThat(root.stat(root.list().get(0)).size()).isEqualTo(7);
        try (OpenFile file = root.openFile(raw(name))) {
            assertThat(file.stat().isRegularFile()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("strangeNames")
    void opensARootWhateverItsNameIs(String name) throws IOException {
        Path path = Files.createDirectory(at(tree, name));
        Files.createFile(path.resolve("inside"));

        try (Directory directory = Directory.open(path);
                Directory beneath = root.openDirectory(raw(name))) {
            assertThat(shown(directory.list())).containsExactly("inside");
            assertThat(beneath.stat().isSameFile(directory.stat())).isTrue();
        }
    }

    @Test
    void listsNamesSortedByUnsignedBytes() throws IOException {
        for (String name : strangeNames()) {
            Files.createFile(at(tree, name));
        }

        assertThat(shown(root.list()))
                .isEqualTo(strangeNames().stream().sorted().toList());
    }

    @Test
    void listsAgainAfterChanges() throws IOException {
        assertThat(root.list().size()).isZero();
        Files.createFile(tree.resolve("b"));
        Files.createFile(tree.resolve("a"));
        assertThat(shown(root.list())).containsExactly("a", "b");
        Files.delete(tree.resolve("b"));
        assertThat(shown(root.list())).containsExactly("a");
    }

    @Test
    void listsManyNames() throws IOException {
        int count = 60_000;
        Path file = Files.createFile(temp.resolve("file"));
        Path linked = file;
        for (int i = 0; i < count; i++) {
            if (i % 50_000 == 0) {
                linked = Files.createFile(temp.resolve("file" + i));
            }
            // Further names of one inode: the directory is as large, and made sooner.
            Files.createLink(tree.resolve("name-" + Integer.reverse(i)), linked);
        }

        Names names = root.list();

        assertThat(shown(names))
                .isEqualTo(IntStream.range(0, count)
                        .mapToObj(i -> "name-" + Integer.reverse(i))
                        .sorted()
                        .toList());
        assertThat(names.memory()).isLessThan(25L * count);
    }

    @Test
    void crossesMountPoints() throws IOException {
        try (Directory machine = Directory.open(Path.of("/"));
                Directory process = machine.openDirectory(raw("proc/sys/kernel"))) {
            assertThat(process.stat().device()).isNotEqualTo(machine.stat().device());
        }
    }

    @Test
    void followsALinkThatIsTheRootItself() throws IOException {
        Files.createFile(tree.resolve("a"));
        Path link = Files.createSymbolicLink(temp.resolve("link"), tree);

        try (Directory linked = Directory.open(link)) {
            assertThat(shown(linked.list())).containsExactly("a");
        }
    }

    @Test
    void openResolvedFollowsNoLink() throws IOException {
        Path inner = Files.createDirectory(tree.resolve("inner"));
        Path link = Files.createSymbolicLink(temp.resolve("link"), tree);

        Directory.openResolved(inner.toRealPath()).close();

        for (Path path : List.of(link, link.resolve("inner"))) {
            assertThatThrownBy(() -> Directory.openResolved(path))
                    .isInstanceOfSatisfying(
                            PosixException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ELOOP));
        }
    }

    @Test
    void staysWithItsDirectoryWhenThatIsSwapped() throws IOException {
        Path inner = Files.createDirectory(tree.resolve("inner"));
        Files.createFile(inner.resolve("mine"));
        Path outside = Files.createDirectory(temp.resolve("outside"));
        Files.createFile(outside.resolve("theirs"));

        try (Directory opened = root.openDirectory(raw("inner"))) {
            Files.move(inner, temp.resolve("moved"));
            Files.createSymbolicLink(inner, outside);

            assertThat(shown(opened.list())).containsExactly("mine");
            assertThat(DirectoryRefusalTests.refusal(() -> root.openFile(raw("inner/theirs"))))
                    .matches(PosixException::leavesTree);
        }
    }

    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void doesNotWaitForTheWriterOfAFifo() throws Exception {
        RawFiles.makeFifo(tree.resolve("fifo"));

        try (OpenFile fifo = root.openFile(raw("fifo"))) {
            assertThat(fifo.stat().isSpecial()).isTrue();
            assertThat(fifo.read(ByteBuffer.allocateDirect(10))).isEqualTo(-1);
        }
    }

    @Test
    void tellsADirectoryOpenedAsAFile() throws IOException {
        Files.createDirectory(tree.resolve("d"));

        try (OpenFile directory = root.openFile(raw("d"))) {
            assertThat(directory.stat().isDirectory()).isTrue();
            assertThat(DirectoryRefusalTests.errnoOf(() -> directory.read(ByteBuffer.allocate(1))))
                    .isEqualTo(Errno.EISDIR);
        }
    }

    @Test
    void readsTheTextOfALinkWhateverItsLength() throws Throwable {
        for (String text : List.of("a", "no/../where/", "\u00ff\n;%", "/" + "y".repeat(2000), "z".repeat(4095))) {
            RawFiles.symlink(raw(text), tree.resolve("link"));
            assertThat(shown(root.readLink(raw("link")))).isEqualTo(text);
            assertThat(root.stat(raw("link")).size()).isEqualTo(text.length());
            Files.delete(tree.resolve("link"));
        }
    }

    @Test
    void opensPathsLongerThanTheKernelTakes() throws Exception {
        String name = "d".repeat(250);
        Directory parent = root.openDirectory(raw("."));
        for (int i = 0; i < 60; i++) {
            Files.createDirectory(RawFiles.through(parent, name));
            Directory child = parent.openDirectory(raw(name));
            parent.close();
            parent = child;
        }
        try (Directory deepest = parent) {
            Files.createFile(RawFiles.through(deepest, "file"));
            Files.createSymbolicLink(RawFiles.through(deepest, "link"), Path.of("file"));
            String path = (name + "/").repeat(60);

            try (OpenFile file = root.openFile(raw(path + "file"));
                    Directory directory = root.openDirectory(raw(path.substring(0, path.length() - 1)))) {
                assertThat(file.stat().isSameFile(deepest.stat(raw("file")))).isTrue();
                assertThat(directory.stat().isSameFile(deepest.stat())).isTrue();
            }
            assertThat(DirectoryRefusalTests.refusal(() -> root.openFile(raw(path + "link"))))
                    .matches(PosixException::leavesTree);
            assertThat(DirectoryRefusalTests.refusal(() -> root.openFile(raw(path + "missing"))))
                    .matches(PosixException::isMissing);
            assertThat(DirectoryRefusalTests.refusal(() -> root.openFile(raw(path + "link/" + path + "x"))))
                    .matches(PosixException::leavesTree);
            assertThat(DirectoryRefusalTests.refusal(() -> root.openFile(raw(path + "../" + path + "file")))
                            .errno())
                    .isEqualTo(Errno.EXDEV);
        } finally {
            RawFiles.run("rm", "-rf", tree.resolve(name).toString());
        }
    }
}
