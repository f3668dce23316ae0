package io.bundlebackup.manifest;

import java.io.IOException;

/**
 * A manifest breaks its format. An {@link IOException} as other malformed streams are: who tells the two apart catches this one
 * first. The message is a sentence for whoever uploaded it.
 */
public final class InvalidManifestException extends IOException {
    private final long line;

    InvalidManifestException(long line, String reason) {
        super("Line " + line + ": " + reason + ".");
        this.line = line;
    }

    InvalidManifestException(long line, String reason, Throwable cause) {
        super("Line " + line + ": " + reason + ".", cause);
        this.line = line;
    }

    /** The line that is wrong, counted from 1. */
    public long line() {
        return line;
    }
}
