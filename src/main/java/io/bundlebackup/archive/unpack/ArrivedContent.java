package io.bundlebackup.archive.unpack;

import io.bundlebackup.posix.OpenFile;
import io.bundlebackup.posix.Stat;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What was computed of an uploaded file from the bytes that were written to it. It holds as long as the file is the same: any write to it
 * changes the time of its last change, which no program can set back.
 *
 * @param file the file when its last byte was durable
 * @param sha256 of the whole, in hexadecimal digits; null if it was not computed
 * @param zeroBytes about how many bytes lie in blocks of zeros; 0 if {@code sha256} is null
 * @param entries the {@link TarDigests} of a tar; null if there are none
 */
public record ArrivedContent(
        Stat file,
        @Nullable String sha256,
        long zeroBytes,
        @Nullable Path entries) {
    /** Whether this was computed of the present content of a file. */
    boolean isOf(OpenFile upload) throws IOException {
        var now = upload.stat();
        return now.isSameFile(file)
                && now.size() == file.size()
                && now.mtimeSeconds() == file.mtimeSeconds()
                && now.mtimeNanos() == file.mtimeNanos()
                && now.ctimeSeconds() == file.ctimeSeconds()
                && now.ctimeNanos() == file.ctimeNanos();
    }
}
