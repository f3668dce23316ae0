package io.bundlebackup.posix;

import static io.bundlebackup.posix.DirectoryRefusalTests.errnoOfChange;
import static io.bundlebackup.posix.RawFiles.raw;
import static io.bundlebackup.posix.RawFiles.shown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryChangesTests extends OpenTreeTest {
    DirectoryChanges changes;

    @BeforeEach
    void open() throws IOException {
        changes = root.changes();
    }

    static List<String> strangeNames() {
        return DirectoryTests.strangeNames();
    }

    @ParameterizedTest
    @MethodSource("strangeNames")
    void makesRenamesAndRemovesWhateverTheNameIs(String name) throws IOException {
        changes.makeDirectory(raw(name));
        try (Directory inside = root.openDirectory(raw(name))) {
            DirectoryChanges there = inside.changes();
            there.createFile(raw(name)).close();
            there.move(raw(name), root, raw("file"));
            there.link(raw(name), root, raw("file"));
            changes.removeFile(raw("file"));
            changes.makeSymbolicLink(raw("link"), raw(name));
            changes.exchange(raw("link"), inside, raw(name));

            assertThat(shown(inside.readLink(raw(name)))).isEqualTo(name);
            assertThat(root.stat(raw("link")).isRegularFile()).isTrue();
            there.removeFile(raw(name));
        }
        changes.removeDirectory(raw(name));
        assertThat(shown(root.list())).containsExactly("link");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "/a", "a/", "../a", "a\0", "\0"})
    void refusesPathsInsteadOfNames(String name) throws IOException {
        Files.createDirectory(tree.resolve("a"));
        Files.createFile(tree.resolve("a/b"));
        byte[] bad = raw(name);
        byte[] good = raw("good");
        List<RawFiles.Action> calls = List.of(
                () -> changes.makeDirectory(bad),
                () -> changes.createFile(bad).close(),
                () -> changes.makeSymbolicLink(bad, good),
                () -> changes.link(bad, root, good),
                () -> changes.link(good, root, bad),
                () -> changes.move(bad, root, good),
                () -> changes.move(good, root, bad),
                () -> changes.replace(bad, root, good),
                () -> changes.exchange(raw("a"), root, bad),
                () -> changes.removeFile(bad),
                () -> changes.removeDirectory(bad),
                () -> changes.setLinkOwner(bad, 0, 0),
                () -> changes.setLinkModified(bad, 0, 0));
        for (int i = 0; i < calls.size(); i++) {
            RawFiles.Action call = calls.get(i);
            assertThat(errnoOfChange(call)).as("call %d", i).isIn(Errno.EINVAL, Errno.EXDEV);
        }
        assertThat(shown(root.list())).containsExactly("a");
    }

    @Test
    void makesADirectoryForItsOwnerAloneOrWithAMode() throws IOException {
        changes.makeDirectory(raw("own"));
        changes.makeDirectory(raw("open"), 0755);

        assertThat(root.stat(raw("own")).mode()).isEqualTo(0040700);
        assertThat(root.stat(raw("open")).mode() & ~022).isEqualTo(0040755 & ~022);
        assertThat(errnoOfChange(() -> changes.makeDirectory(raw("own")))).isEqualTo(Errno.EEXIST);
        assertThat(errnoOfChange(() -> changes.makeDirectory(raw("x"), 010000))).isEqualTo(Errno.EINVAL);
    }

    @Test
    void createsNothingOverAnExistingNameOrThroughALink() throws IOException {
        Files.createSymbolicLink(tree.resolve("dangling"), temp.resolve("outside"));
        Files.createSymbolicLink(tree.resolve("link"), temp);
        Files.createFile(tree.resolve("file"));

        for (String name : List.of("dangling", "link", "file")) {
            assertThat(errnoOfChange(() -> changes.createFile(raw(name)).close()))
                    .isEqualTo(Errno.EEXIST);
            assertThat(errnoOfChange(() -> changes.makeDirectory(raw(name)))).isEqualTo(Errno.EEXIST);
            assertThat(errnoOfChange(() -> changes.makeSymbolicLink(raw(name), raw("x"))))
                    .isEqualTo(Errno.EEXIST);
            assertThat(errnoOfChange(() -> changes.link(raw(name), root, raw("file"))))
                    .isEqualTo(Errno.EEXIST);
            assertThat(errnoOfChange(() -> changes.move(raw("file"), root, raw(name))))
                    .isEqualTo(Errno.EEXIST);
        }
        assertThat(Files.exists(temp.resolve("outside"))).isFalse();
    }

    @Test
    void linksALinkItself() throws IOException {
        Files.createSymbolicLink(tree.resolve("link"), temp.resolve("missing"));

        changes.link(raw("second"), root, raw("link"));

        assertThat(root.stat(raw("second")).isSymbolicLink()).isTrue();
        assertThat(root.stat(raw("second")).isSameFile(root.stat(raw("link")))).isTrue();
    }

    @Test
    void saysWhatCannotBeLinked() throws IOException {
        Files.createDirectory(tree.resolve("d"));

        assertThat(errnoOfChange(() -> changes.link(raw("x"), root, raw("d")))).isEqualTo(Errno.EPERM);
        assertThat(errnoOfChange(() -> changes.link(raw("x"), root, raw("missing"))))
                .isEqualTo(Errno.ENOENT);
        try (Directory process = Directory.open(Path.of("/proc/self"))) {
            assertThat(errnoOfChange(() -> changes.link(raw("x"), process, raw("status"))))
                    .isEqualTo(Errno.EXDEV);
        }
    }

    @Test
    void replacesOnlyWhenToldTo() throws IOException {
        Files.writeString(tree.resolve("new"), "new");
        Files.writeString(tree.resolve("old"), "old");

        assertThat(errnoOfChange(() -> changes.move(raw("new"), root, raw("old"))))
                .isEqualTo(Errno.EEXIST);
        changes.replace(raw("new"), root, raw("old"));

        assertThat(Files.readString(tree.resolve("old"))).isEqualTo("new");
        assertThat(shown(root.list())).containsExactly("old");
    }

    @Test
    void exchangesAFullDirectoryForALink() throws IOException {
        Files.createDirectory(tree.resolve("d"));
        Files.createFile(tree.resolve("d/inside"));
        Files.createSymbolicLink(tree.resolve("link"), Path.of("d"));

        changes.exchange(raw("d"), root, raw("link"));

        assertThat(root.stat(raw("d")).isSymbolicLink()).isTrue();
        assertThat(Files.exists(tree.resolve("link/inside"), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
        assertThat(errnoOfChange(() -> changes.exchange(raw("d"), root, raw("missing"))))
                .isEqualTo(Errno.ENOENT);
    }

    @Test
    void removesFilesAndEmptyDirectoriesOnly() throws IOException {
        Files.createDirectories(tree.resolve("full/d"));
        Files.createSymbolicLink(tree.resolve("link"), temp);

        assertThat(errnoOfChange(() -> changes.removeFile(raw("full")))).isEqualTo(Errno.EISDIR);
        assertThat(errnoOfChange(() -> changes.removeDirectory(raw("full")))).isEqualTo(Errno.ENOTEMPTY);
        assertThat(errnoOfChange(() -> changes.removeDirectory(raw("link")))).isEqualTo(Errno.ENOTDIR);
        changes.removeFile(raw("link"));

        assertThat(temp).exists();
        assertThat(shown(root.list())).containsExactly("full");
    }

    @Test
    void givesALinkItsOwnOwnerAndTime() throws IOException {
        Path target = Files.writeString(temp.resolve("target"), "x");
        Stat before;
        try (Directory outside = Directory.open(temp)) {
            before = outside.stat(raw("target"));
            changes.makeSymbolicLink(raw("link"), raw(target.toString()));
            changes.setLinkModified(raw("link"), -2_000_000_000L, 123_456_789);
            if (before.uid() == 0) {
                changes.setLinkOwner(raw("link"), 4_294_967_294L, 3_000_000_000L);
                assertThat(root.stat(raw("link")).uid()).isEqualTo(4_294_967_294L);
                assertThat(root.stat(raw("link")).gid()).isEqualTo(3_000_000_000L);
            }

            assertThat(root.stat(raw("link")).mtimeSeconds()).isEqualTo(-2_000_000_000L);
            assertThat(root.stat(raw("link")).mtimeNanos()).isEqualTo(123_456_789);
            assertThat(outside.stat(raw("target"))).isEqualTo(before);
        }
    }

    /** A name of a file outside may have taken the link's place. */
    @Test
    void doesNotChangeAnEntryThatReplacedALink() throws IOException {
        Files.writeString(tree.resolve("file"), "x");
        Files.createDirectory(tree.resolve("d"));
        Stat before = root.stat(raw("file"));

        for (String name : List.of("file", "d")) {
            assertThat(errnoOfChange(() -> changes.setLinkOwner(raw(name), 1, 1)))
                    .isEqualTo(Errno.ESTALE);
            assertThat(errnoOfChange(() -> changes.setLinkModified(raw(name), 1, 1)))
                    .isEqualTo(Errno.ESTALE);
        }
        assertThat(root.stat(raw("file"))).isEqualTo(before);
    }

    @Test
    void keepsTheLongestTextOfALink() throws IOException {
        for (String text : List.of("a", "\u00ff\n;%", "z".repeat(4095))) {
            changes.makeSymbolicLink(raw("link"), raw(text));
            assertThat(shown(root.readLink(raw("link")))).isEqualTo(text);
            changes.removeFile(raw("link"));
        }
        assertThat(errnoOfChange(() -> changes.makeSymbolicLink(raw("link"), raw("z".repeat(4096)))))
                .isEqualTo(Errno.ENAMETOOLONG);
        assertThat(errnoOfChange(() -> changes.makeSymbolicLink(raw("link"), raw(""))))
                .isEqualTo(Errno.ENOENT);
        assertThat(errnoOfChange(() -> changes.makeSymbolicLink(raw("link"), raw("a\0b"))))
                .isEqualTo(Errno.EINVAL);
    }

    @Test
    void staysWithItsDirectoryWhenThatIsSwapped() throws IOException {
        Path inner = Files.createDirectory(tree.resolve("inner"));
        Path outside = Files.createDirectory(temp.resolve("outside"));

        try (Directory opened = root.openDirectory(raw("inner"))) {
            Files.move(inner, temp.resolve("moved"));
            Files.createSymbolicLink(inner, outside);
            opened.changes().createFile(raw("mine")).close();
            opened.changes().makeDirectory(raw("own"));
        }

        assertThat(outside).isEmptyDirectory();
        assertThat(temp.resolve("moved/mine")).exists();
    }

    @Test
    void reportsAMissingPermission() throws Throwable {
        assumeTrue(root.stat().uid() == 0, "only root can become nobody");

        RawFiles.asNobody(() -> {
            assertThat(errnoOfChange(() -> changes.createFile(raw("a")).close()))
                    .isEqualTo(Errno.EACCES);
            assertThat(errnoOfChange(() -> root.setOwner(1, 1))).isEqualTo(Errno.EPERM);
            assertThat(errnoOfChange(() -> root.setMode(0777))).isEqualTo(Errno.EPERM);
        });
    }

    @Test
    @Timeout(60)
    void exactlyOneOfManyThreadsMakesAName() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 50; round++) {
                byte[] name = raw("d" + round);
                var tasks = new ArrayList<Callable<Boolean>>();
                for (int i = 0; i < 20; i++) {
                    tasks.add(() -> makes(name));
                }
                int made = 0;
                for (var task : threads.invokeAll(tasks)) {
                    made += task.get() ? 1 : 0;
                }
                assertThat(made).isEqualTo(1);
            }
        }
        assertThat(root.list().size()).isEqualTo(50);
    }

    private boolean makes(byte[] name) throws IOException {
        try (NewFile file = changes.createFile(name)) {
            file.write(ByteBuffer.wrap(name));
            return true;
        } catch (PosixException e) {
            assertThat(e.errno()).isEqualTo(Errno.EEXIST);
            return false;
        }
    }

    @Test
    void refusesAfterItsDirectoryIsClosed() {
        root.close();

        assertThatThrownBy(() -> changes.makeDirectory(raw("a"))).isInstanceOf(ClosedChannelException.class);
    }
}
