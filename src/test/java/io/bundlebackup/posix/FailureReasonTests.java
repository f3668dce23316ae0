package io.bundlebackup.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureReasonTests {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        Errno.ENOSPC + ",the disk or the quota is full",
        Errno.EDQUOT + ",the disk or the quota is full",
        Errno.EROFS + ",the file system is read-only",
        Errno.EACCES + ",the service may not open it",
        Errno.EPERM + ",the service may not open it",
        Errno.ENOTDIR + ",a file or link is where a directory has to be",
        Errno.EISDIR + ",a directory is where a file has to be",
        Errno.ESTALE + ",a file or directory is missing",
        Errno.EIO + ",the disk cannot be read or written",
        Errno.EMFILE + ",too many files are open",
        Errno.ENFILE + ",too many files are open"
    })
    void isTheSameWhoeverFails(int errno, String reason) {
        var text = FullDisk.text(errno);
        assertThat(FailureReason.of(new PosixException(errno, "write"))).startsWith(reason + "; ");
        assertThat(FailureReason.of(new IOException(text))).startsWith(reason + "; ");
        assertThat(FailureReason.of(new IOException("/vault/x: " + text))).startsWith(reason + "; ");
        assertThat(FailureReason.of(new FileSystemException("/vault/x", null, text)))
                .startsWith(reason + "; ")
                .endsWith(" (/vault/x)");
        assertThat(FailureReason.of(new IOException("it failed", new PosixException(errno, "write"))))
                .startsWith(reason + "; ");
    }

    @Test
    void knowsWhatTheSystemSays() throws IOException {
        var file = Files.writeString(directory.resolve("file"), "");
        assertThat(reasonOf(() -> Files.writeString(Path.of("/dev/full"), "x"))).startsWith("the disk or the quota");
        assertThat(reasonOf(() -> Files.createDirectories(file))).startsWith("a file or link is where");
        assertThat(reasonOf(() -> Files.createDirectory(file.resolve("x")))).startsWith("a file or link is where");
        assertThat(reasonOf(() -> Files.readString(directory))).startsWith("a directory is where a file");
        assertThat(reasonOf(() -> Files.newDirectoryStream(file).close())).startsWith("a file or link is where");
        assertThat(reasonOf(() -> Files.readString(directory.resolve("gone"))))
                .startsWith("a file or directory is missing");
        assertThat(FailureReason.of(new AccessDeniedException("/vault")))
                .isEqualTo("the service may not open it; give the user of the service the permission (/vault)");
    }

    @Test
    void namesNoClassOfAnUnknownFailure() {
        assertThat(FailureReason.of(new IOException())).isEqualTo("the system gave no reason");
        assertThat(FailureReason.of(new IOException("the key file is too long")))
                .isEqualTo("the key file is too long");
    }

    private static String reasonOf(ThrowingCallable call) {
        return FailureReason.of(catchThrowableOfType(IOException.class, call));
    }
}
