package io.bundlebackup.upload.receive;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one request: digested as they pass, counted, and what is wrong with them remembered, so that the caller can keep what
 * came before. Not thread-safe.
 */
final class DigestingBody {
    /**
     * As long as bytes may be held back, in nanoseconds, while more come: a large buffer is full before at full speed, and of a slow
     * client everything is in its file soon. (What is at hand cannot be asked: Tomcat knows of its own small buffer only.)
     */
    static final long LONGEST = 100_000_000;

    private final UploadChunk chunk;
    private final ContentDigest digest;
    private final LongSupplier nanos;
    private long given;
    private long arrived;
    private boolean ended;
    private @Nullable IOException broken;

    DigestingBody(UploadChunk chunk) {
        this(chunk, System::nanoTime);
    }

    /** @param nanos as of {@link System#nanoTime} */
    DigestingBody(UploadChunk chunk, LongSupplier nanos) {
        this.chunk = chunk;
        this.nanos = nanos;
        // The first bytes are given as they come: nobody waits long to see that an upload has begun.
        this.given = nanos.getAsLong() - LONGEST;
        this.digest =
                new ContentDigest(chunk.content().needsSha512() || chunk.whole().needsSha512());
    }

    /**
     * Takes what comes until a buffer is full, or has held bytes for long enough; 0 at the end, however it came. A client that leaves
     * takes nothing back.
     *
     * @param wanted whether anybody wants more; asked whenever something has come
     */
    int fill(byte[] buffer, BooleanSupplier wanted) {
        int count = 0;
        do {
            count += read(buffer, count);
        } while (!ended && (count == 0 || count < buffer.length && wanted.getAsBoolean() && !isLate()));
        given = nanos.getAsLong();
        digest.update(buffer, count);
        arrived += count;
        return count;
    }

    private int read(byte[] buffer, int from) {
        try {
            int read = chunk.body().read(buffer, from, buffer.length - from);
            ended = read < 0;
            return Math.max(0, read);
        } catch (IOException e) {
            broken = e;
            ended = true;
            return 0;
        }
    }

    private boolean isLate() {
        return nanos.getAsLong() - given >= LONGEST;
    }

    long arrived() {
        return arrived;
    }

    /** Fewer bytes came than were to come. */
    boolean isBroken() {
        return broken != null || arrived < chunk.length() || arrived < chunk.most();
    }

    @Nullable
    IOException cause() {
        return broken;
    }

    ContentDigest digest() {
        return digest;
    }
}
