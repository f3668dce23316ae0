package io.bundlebackup.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;

class FullDiskTests {
    @Test
    void aFullDiskAndAFullQuotaAreToldByTheirNumbers() {
        assertThat(FullDisk.isCauseOf(new PosixException(Errno.ENOSPC, "write")))
                .isTrue();
        assertThat(FullDisk.isCauseOf(new PosixException(Errno.EDQUOT, "write")))
                .isTrue();
        assertThat(FullDisk.isCauseOf(new PosixException(Errno.EIO, "write"))).isFalse();
    }

    /** Java gives the words of the C library, in the language of the locale. */
    @Test
    void theWordsOfTheCLibraryAreRecognised() {
        assertThat(FullDisk.isCauseOf(new IOException(FullDisk.text(Errno.EDQUOT))))
                .isTrue();
        assertThat(FullDisk.isCauseOf(new FileSystemException("/srv/x", null, FullDisk.text(Errno.ENOSPC))))
                .isTrue();
        assertThat(FullDisk.isCauseOf(new IOException(FullDisk.text(Errno.EIO))))
                .isFalse();
        assertThat(FullDisk.isCauseOf(new IOException())).isFalse();
    }
}
