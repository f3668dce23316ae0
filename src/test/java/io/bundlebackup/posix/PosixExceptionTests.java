package io.bundlebackup.posix;

import static io.bundlebackup.posix.RawFiles.raw;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PosixExceptionTests {
    @Test
    void namesTheOperationThePathAndTheError() {
        assertThat(new PosixException(Errno.EACCES, "open", "Größe/a".getBytes(StandardCharsets.UTF_8)))
                .hasMessage("open Größe/a: EACCES (permission denied)");
        assertThat(new PosixException(133, "read")).hasMessage("read: errno 133");
    }

    @Test
    void encodesAPathThatIsNotPlainText() {
        assertThat(new PosixException(Errno.EIO, "open", raw("a\u00ff b")))
                .hasMessage("open a%FF%20b: EIO (input/output error)");
        assertThat(new PosixException(Errno.EIO, "open", raw("a\n%")))
                .hasMessage("open a%0A%25: EIO (input/output error)");
    }

    @Test
    void cutsALongPath() {
        assertThat(new PosixException(Errno.EIO, "open", raw("x".repeat(100_000))).getMessage())
                .startsWith("open xxx")
                .contains("…: EIO")
                .hasSizeLessThan(1100);
    }

    @Test
    void tellsTheKindsOfErrorsApart() {
        assertThat(of(Errno.ENOENT)).matches(PosixException::isMissing).matches(e -> !e.isDenied());
        assertThat(of(Errno.EACCES)).matches(PosixException::isDenied).matches(e -> !e.isMissing());
        assertThat(of(Errno.EPERM)).matches(PosixException::isDenied).matches(e -> !e.leavesTree());
        assertThat(of(Errno.ELOOP)).matches(PosixException::leavesTree).matches(e -> !e.isFull());
        assertThat(of(Errno.ENOTDIR)).matches(PosixException::leavesTree);
        assertThat(of(Errno.EXDEV)).matches(PosixException::leavesTree);
        assertThat(of(Errno.ENOSPC)).matches(PosixException::isFull).matches(e -> !e.isExhausted());
        assertThat(of(Errno.EDQUOT)).matches(PosixException::isFull);
        assertThat(of(Errno.EMFILE)).matches(PosixException::isExhausted).matches(e -> !e.isFull());
        assertThat(of(Errno.ENFILE)).matches(PosixException::isExhausted);
        assertThat(of(Errno.ENOMEM)).matches(PosixException::isExhausted);
    }

    private static PosixException of(int errno) {
        return new PosixException(errno, "open");
    }
}
