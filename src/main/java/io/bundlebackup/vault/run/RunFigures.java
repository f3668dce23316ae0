package io.bundlebackup.vault.run;

import org.jspecify.annotations.Nullable;

/**
 * How much a run has done.
 *
 * @param filesTotal regular files that the scan found; absent before that
 * @param bytesTotal bytes of their content
 * @param filesDone files that were read
 * @param bytesDone bytes of their content
 * @param bytesStored what the repository has grown by
 * @param bytesReused content that the repository had already
 */
public record RunFigures(
        @Nullable Long filesTotal,
        @Nullable Long bytesTotal,
        long filesDone,
        long bytesDone,
        long bytesStored,
        long bytesReused) {
    public static final RunFigures NONE = new RunFigures(null, null, 0, 0, 0, 0);

    /** With what the scan found. */
    RunFigures scanned(long files, long bytes) {
        return new RunFigures(files, bytes, filesDone, bytesDone, bytesStored, bytesReused);
    }
}
