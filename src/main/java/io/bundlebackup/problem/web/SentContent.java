package io.bundlebackup.problem.web;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The content of a file that {@link ContentTransfer} sends. Used by one thread. */
public interface SentContent {
    /** {@code Content-Disposition}. */
    String disposition();

    /** Bytes of the whole. */
    long size();

    /** A strong tag that no other content has, without quotes. */
    String etag();

    /** Of the whole, 64 hexadecimal digits; null if it is not known. */
    @Nullable
    String sha256();

    Instant lastModified();

    /** A name under which the container may open the file and send it by itself; null if there is none. */
    default @Nullable String nameToSend() {
        return null;
    }

    /** Writes a stretch of the content; a failure cuts the answer. */
    void writeTo(OutputStream out, long from, long count) throws IOException;
}
