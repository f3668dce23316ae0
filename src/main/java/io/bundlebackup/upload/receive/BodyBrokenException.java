package io.bundlebackup.upload.receive;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A body ended early. The bytes of an upload that arrived are kept, which the message tells the client. */
public final class BodyBrokenException extends IOException {
    private final long offset;

    BodyBrokenException(long offset, @Nullable Throwable cause) {
        super("The body broke off before its end.", cause);
        this.offset = offset;
    }

    /** How much of the upload is durable. */
    public long offset() {
        return offset;
    }
}
