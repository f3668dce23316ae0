package io.bundlebackup.archive.tree;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.Errno;
import io.bundlebackup.posix.PosixException;
import java.nio.charset.StandardCharsets;

/** Told of every entry that could not be taken; the rest goes on. */
@FunctionalInterface
public interface FailedEntries {
    /**
     * @param path as it stands in manifests
     * @param reason what is wrong with it, for the user
     */
    void failed(String path, String reason) throws InterruptedException;

    /** A file that may change was taken as it was read, and has changed meanwhile; {@code path} as in {@link #failed}. */
    default void changed(String path) {}

    /** What is said of a file that was another after each attempt to read it. */
    String KEPT_CHANGING = "it kept changing while it was read";

    /**
     * What is said of a file whose content is not as long as its attributes say.
     *
     * @param said the size by its attributes
     * @param read how many bytes can be read; more than {@code said} if there are more
     */
    static String misstated(long said, long read) {
        var can = read > said ? "more can be read" : "only " + read + " can be read";
        return "its size is given as " + said + " bytes, but " + can;
    }

    /** Any path, also one that no manifest could hold, as text. */
    static String shown(byte[] path) {
        try {
            return RawPath.of(path).encoded();
        } catch (IllegalArgumentException e) {
            var start = new String(path, 0, Math.min(path.length, 1024), StandardCharsets.ISO_8859_1);
            return start.replaceAll("[^ -~]|%", "?") + "…";
        }
    }

    /** Why an entry could not be taken, without the names of system calls. */
    static String reason(PosixException cause) {
        if (cause.isMissing()) {
            return "it vanished while the backup ran";
        }
        if (cause.isDenied()) {
            return "the service has no permission to read it";
        }
        if (cause.leavesTree()) {
            return "it was replaced by a link while the backup ran";
        }
        return "it cannot be read (" + Errno.describe(cause.errno()) + ")";
    }
}
