package io.bundlebackup.archive.pack;

import io.bundlebackup.archive.tree.FailedEntries;
import java.io.IOException;

/** A file of the application could not be backed up; the message is the reason, for the user. */
public final class SkippedFileException extends IOException {
    SkippedFileException(String reason) {
        super(reason);
    }

    static SkippedFileException replaced() {
        return new SkippedFileException("it was replaced by something else while the backup ran");
    }

    /** The reason, as {@link FailedEntries#failed} takes it. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
