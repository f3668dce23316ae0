package io.bundlebackup.archive.tree;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.Errno;
import io.bundlebackup.posix.PosixException;
import java.nio.charset.StandardCharsets;

/** Receives every entry that could not be backed up; the backup of the other entries goes on. */
@FunctionalInterface
public interface FailedEntries {
    /**
     * @param path as it stands in manifests
     * @param reason the cause, for the user
     */
    void failed(String path, String reason) throws InterruptedException;

    /** A file that may change was backed up as it was read, and changed during the read; {@code path} as in {@link #failed}. */
    default void changed(String path) {}

    /** The reason for a file that changed during every attempt to read it. */
    String KEPT_CHANGING = "it kept changing while it was read";

    /**
     * The reason for a file whose content is longer or shorter than its attributes state.
     *
     * @param said the size that the attributes state
     * @param read the number of bytes that can be read; more than {@code said} if the content is longer
     */
    static String misstated(long said, long read) {
        var can = read > said ? "more can be read" : "only " + read + " can be read";
        return "its size is given as " + said + " bytes, but " + can;
    }

    /** A path as text, also a path that is too long for a manifest. */
    static String shown(byte[] path) {
        try {
            return RawPath.of(path).encoded();
        } catch (IllegalArgumentException e) {
            var start = new String(path, 0, Math.min(path.length, 1024), StandardCharsets.ISO_8859_1);
            return start.replaceAll("[^ -~]|%", "?") + "…";
        }
    }

    /**
     * The reason why an entry could not be read, without the names of system calls.
     *
     * @throws PosixException as {@link #requireResources}
     */
    static String reason(PosixException cause) throws PosixException {
        requireResources(cause);
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

    /**
     * Returns unless this process has no descriptors or memory left: every further entry would fail too, so the whole work
     * has to fail instead.
     *
     * @throws PosixException the cause itself
     */
    static void requireResources(PosixException cause) throws PosixException {
        if (cause.isExhausted()) {
            throw cause;
        }
    }
}
