package io.bundlebackup.upload;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one request: digested as they pass, counted, and what is wrong with them remembered, so that the caller can keep what
 * came before. Not thread-safe.
 */
final class Body {
    private final Incoming incoming;
    private final ContentDigest digest;
    private long arrived;
    private boolean ended;
    private @Nullable IOException broken;

    Body(Incoming incoming) {
        this.incoming = incoming;
        this.digest = new ContentDigest(
                incoming.content().needsSha512() || incoming.whole().needsSha512());
    }

    /** Fills a buffer as far as there is something; 0 at the end, however it came. A client that leaves takes nothing back. */
    int fill(byte[] buffer) {
        int count = 0;
        while (!ended && count < buffer.length) {
            try {
                int read = incoming.body().read(buffer, count, buffer.length - count);
                if (read < 0) {
                    ended = true;
                } else {
                    count += read;
                }
            } catch (IOException e) {
                broken = e;
                ended = true;
            }
        }
        digest.update(buffer, count);
        arrived += count;
        return count;
    }

    long arrived() {
        return arrived;
    }

    /** Fewer bytes came than were to come. */
    boolean isBroken() {
        return broken != null || arrived < incoming.length() || arrived < incoming.most();
    }

    @Nullable
    IOException cause() {
        return broken;
    }

    ContentDigest digest() {
        return digest;
    }
}
