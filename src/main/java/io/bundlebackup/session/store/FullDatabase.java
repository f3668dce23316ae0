package io.bundlebackup.session.store;

import io.bundlebackup.posix.FullDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Tells whether the database could not be written because its disk, or a quota on the disk, is full. SQLite names a full disk, but
 * calls an exhausted quota a failed write and gives no error number. Then a file is written beside the database, which fails with the number if
 * the quota is the reason. Thread-safe.
 */
public final class FullDatabase {
    /** As much as a transaction of some changes takes. */
    private static final int TRIED_BYTES = 64 << 10;

    private static final int PRIMARY_CODE = 0xff;

    private final Trial trial;

    /** Writes and flushes as much as a transaction does, where the database lies. */
    public interface Trial {
        void write() throws IOException;
    }

    public FullDatabase(Trial trial) {
        this.trial = trial;
    }

    /** @param directory on the disk of the database; a file is made and removed in it */
    public static FullDatabase in(Path directory) {
        return new FullDatabase(() -> writeAndRemove(directory));
    }

    private static void writeAndRemove(Path directory) throws IOException {
        var file = Files.createTempFile(directory, "room", null);
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            var zeros = ByteBuffer.allocate(TRIED_BYTES);
            while (zeros.hasRemaining()) {
                channel.write(zeros);
            }
            channel.force(true);
        } finally {
            Files.delete(file);
        }
    }

    /** @param failure of a write to the database */
    public boolean isCauseOf(@Nullable Throwable failure) {
        if (failure instanceof SQLiteException sqlite) {
            return isCauseOf(sqlite.getResultCode());
        }
        return failure != null && failure.getCause() != failure && isCauseOf(failure.getCause());
    }

    private boolean isCauseOf(SQLiteErrorCode code) {
        int primary = code.code & PRIMARY_CODE;
        if (primary == SQLiteErrorCode.SQLITE_FULL.code) {
            return true;
        }
        // A quota may also have no room for another file.
        if (primary != SQLiteErrorCode.SQLITE_IOERR.code && primary != SQLiteErrorCode.SQLITE_CANTOPEN.code) {
            return false;
        }
        try {
            trial.write();
            return false;
        } catch (IOException e) {
            return FullDisk.isCauseOf(e);
        }
    }
}
