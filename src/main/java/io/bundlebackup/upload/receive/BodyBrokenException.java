package io.bundlebackup.upload.receive;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A body ended before its end. What arrived of an upload is kept; the message says so to the client, if it is still there. */
public final class BodyBrokenException extends IOException {
    private final long offset;

    BodyBrokenException(long offset, @Nullable Throwable cause) {
        super("The body broke off before its end.", cause);
        this.offset = offset;
    }

    /** How much of the upload is on disk now. */
    public long offset() {
        return offset;
    }
}
