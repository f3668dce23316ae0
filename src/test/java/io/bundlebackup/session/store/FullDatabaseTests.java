package io.bundlebackup.session.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.posix.Errno;
import io.bundlebackup.posix.PosixException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class FullDatabaseTests {
    private static boolean isFull(SQLiteErrorCode code, int errno) {
        return new FullDatabase(() -> {
                    throw new PosixException(errno, "write");
                })
                .isCauseOf(new IllegalStateException(new SQLiteException("refused", code)));
    }

    @Test
    void aFailedWriteIsAQuotaIfAnotherWriteSaysSo() {
        for (var code : new SQLiteErrorCode[] {
            SQLiteErrorCode.SQLITE_IOERR,
            SQLiteErrorCode.SQLITE_IOERR_WRITE,
            SQLiteErrorCode.SQLITE_IOERR_FSYNC,
            SQLiteErrorCode.SQLITE_CANTOPEN
        }) {
            assertThat(isFull(code, Errno.EDQUOT)).as(code.name()).isTrue();
            assertThat(isFull(code, Errno.EIO)).as(code.name()).isFalse();
        }
        assertThat(isFull(SQLiteErrorCode.SQLITE_FULL, Errno.EIO)).isTrue();
        assertThat(isFull(SQLiteErrorCode.SQLITE_BUSY, Errno.EDQUOT)).isFalse();
    }

    @Test
    void whereThereIsRoomAFailedWriteIsNoFullDiskAndNothingIsLeft(@TempDir Path directory) {
        var full = FullDatabase.in(directory);

        assertThat(full.isCauseOf(new SQLiteException("refused", SQLiteErrorCode.SQLITE_IOERR_WRITE)))
                .isFalse();
        assertThat(full.isCauseOf(new IOException())).isFalse();
        assertThat(full.isCauseOf(null)).isFalse();
        assertThat(directory).isEmptyDirectory();
    }
}
