package io.bundlebackup.posix;

import static io.bundlebackup.posix.RawFiles.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a directory does not open, and how it says so. */
class DirectoryRefusalTests extends OpenTreeTest {
    @ParameterizedTest
    @ValueSource(strings = {"..", "../tree", "a/..", "a/../b", "a/../../tree/b", "/", "/etc", "//etc"})
    void refusesAPathThatLeavesTheRoot(String path) throws IOException {
        Files.createDirectory(tree.resolve("a"));
        Files.createFile(tree.resolve("b"));

        assertThat(errnoOf(() -> root.openFile(raw(path)))).isEqualTo(Errno.EXDEV);
        assertThat(errnoOf(() -> root.openDirectory(raw(path)))).isEqualTo(Errno.EXDEV);
        assertThat(errnoOf(() -> root.stat(raw(path)))).isIn(Errno.EXDEV, Errno.EINVAL);
        assertThat(errnoOf(() -> root.readLink(raw(path)))).isIn(Errno.EXDEV, Errno.EINVAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a//b", "a/", "./a", "a/./b", "b\0", "a/b\0c"})
    void refusesAPathThatIsNone(String path) throws IOException {
        Files.createDirectory(tree.resolve("a"));
        Files.createFile(tree.resolve("a/b"));
        Files.createFile(tree.resolve("b"));

        assertThat(errnoOf(() -> root.openFile(raw(path)))).isEqualTo(Errno.EINVAL);
        assertThat(errnoOf(() -> root.openDirectory(raw(path)))).isEqualTo(Errno.EINVAL);
        assertThat(errnoOf(() -> root.stat(raw(path)))).isEqualTo(Errno.EINVAL);
    }

    @Test
    void refusesALinkInTheMiddleAndAtTheEnd() throws IOException {
        Path outside = Files.createDirectory(temp.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
        Files.createDirectory(tree.resolve("real"));
        Files.createFile(tree.resolve("real/file"));
        Files.createSymbolicLink(tree.resolve("out"), outside);
        Files.createSymbolicLink(tree.resolve("in"), Path.of("real"));
        Files.createSymbolicLink(tree.resolve("real/up"), Path.of(".."));
        Files.createSymbolicLink(tree.resolve("end"), Path.of("real/file"));
        Files.createSymbolicLink(tree.resolve("magic"), Path.of("/proc/self/root"));

        for (String path : List.of("out/secret", "in/file", "real/up/real/file", "end", "magic/etc", "out", "in")) {
            assertThat(refusal(() -> root.openFile(raw(path)))).as(path).matches(PosixException::leavesTree);
            assertThat(refusal(() -> root.openDirectory(raw(path)))).as(path).matches(PosixException::leavesTree);
        }
    }

    @Test
    void refusesMagicLinks() throws IOException {
        try (Directory proc = Directory.open(Path.of("/proc/self"))) {
            assertThat(refusal(() -> proc.openFile(raw("exe")))).matches(PosixException::leavesTree);
            assertThat(refusal(() -> proc.openDirectory(raw("cwd")))).matches(PosixException::leavesTree);
            assertThat(refusal(() -> proc.openDirectory(raw("root/etc")))).matches(PosixException::leavesTree);
        }
    }

    @Test
    void reportsMissingEntriesAndNonDirectories() throws IOException {
        Files.createFile(tree.resolve("file"));

        assertThat(refusal(() -> root.openFile(raw("nothing/there"))))
                .matches(PosixException::isMissing)
                .hasMessage("open nothing/there: ENOENT (no such file or directory)");
        assertThat(refusal(() -> root.stat(raw("nothing")))).matches(PosixException::isMissing);
        assertThat(refusal(() -> root.readLink(raw("nothing")))).matches(PosixException::isMissing);
        assertThat(refusal(() -> root.openDirectory(raw("file")))).matches(PosixException::leavesTree);
        assertThat(refusal(() -> root.openFile(raw("file/below")))).matches(PosixException::leavesTree);
        assertThat(refusal(() -> Directory.open(tree.resolve("nothing")))).matches(PosixException::isMissing);
        assertThat(errnoOf(() -> root.readLink(raw("file")))).isEqualTo(Errno.EINVAL);
        assertThat(errnoOf(() -> root.stat(raw("x".repeat(256))))).isEqualTo(Errno.ENAMETOOLONG);
        assertThat(errnoOf(() -> root.stat(raw("x".repeat(70_000))))).isEqualTo(Errno.ENAMETOOLONG);
        assertThat(errnoOf(() -> root.openFile(raw("x".repeat(70_000))))).isEqualTo(Errno.ENAMETOOLONG);
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS)
    void refusesWhatIsForbidden() throws Throwable {
        Path closed = Files.createDirectory(tree.resolve("closed"));
        Files.createFile(closed.resolve("file"));
        RawFiles.run("chmod", "755", temp.toString(), tree.toString());
        RawFiles.run("chmod", "0", closed.toString());

        RawFiles.asNobody(() -> {
            assertThat(refusal(() -> root.openDirectory(raw("closed")))).matches(PosixException::isDenied);
            assertThat(refusal(() -> root.openFile(raw("closed/file")))).matches(PosixException::isDenied);
            assertThat(root.stat(raw("closed")).isDirectory()).isTrue();
        });
        RawFiles.run("chmod", "700", closed.toString());
    }

    @Test
    void refusesCallsAfterItIsClosed() throws IOException {
        Files.createFile(tree.resolve("a"));
        Directory directory = Directory.open(tree);
        directory.close();
        directory.close();

        assertThatThrownBy(directory::list).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(directory::stat).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> directory.stat(raw("a"))).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> directory.openFile(raw("a"))).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> directory.openDirectory(raw("."))).isInstanceOf(ClosedChannelException.class);
    }

    @FunctionalInterface
    interface Call {
        Object run() throws Exception;
    }

    static PosixException refusal(Call call) {
        PosixException refusal = catchThrowableOfType(PosixException.class, call::run);
        assertThat(refusal).as("refused").isNotNull();
        return refusal;
    }

    /** As {@link #errnoOf}, of a call that gives nothing. */
    static int errnoOfChange(RawFiles.Action change) {
        PosixException refusal = catchThrowableOfType(PosixException.class, change::run);
        assertThat(refusal).as("refused").isNotNull();
        return refusal.errno();
    }

    static int errnoOf(Call call) {
        return refusal(call).errno();
    }
}
