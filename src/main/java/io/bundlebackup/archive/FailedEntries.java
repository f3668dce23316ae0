package io.bundlebackup.archive;

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
