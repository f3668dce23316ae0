package io.bundlebackup.manifest;

import java.io.IOException;

/**
 * A manifest breaks its format. An {@link IOException}, as for other malformed streams; catch this type first. The message is
 * a sentence for the client.
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

    /** The number of the invalid line, from 1. */
    public long line() {
        return line;
    }
}
