package io.bundlebackup.restore.snapshot;

import java.io.IOException;

/** A snapshot cannot be read now: its vault is not there or fails. Not that it is damaged. */
public final class SnapshotUnavailableException extends IOException {
    /** @param sentence for the user, without its full stop */
    public SnapshotUnavailableException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
