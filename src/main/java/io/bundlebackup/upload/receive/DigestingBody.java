package io.bundlebackup.upload.receive;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The body of one request: read to its end, digested and counted. An error of the connection ends the body like its end and is
 * remembered, so that the caller can keep what came before. Not thread-safe.
 */
final class DigestingBody {
    /**
     * How long bytes may be held back while more come, in nanoseconds: at full speed a large buffer is full before that, and the bytes of
     * a slow client are in the file soon. (Tomcat cannot tell how many bytes are available: it knows its own small buffer only.)
     */
    static final long MOST_HELD = 100_000_000;

    private final UploadChunk chunk;
    private final ContentDigest digest;
    private final LongSupplier nanos;
    /** When a buffer was last filled. */
    private long filledAt;

    private long arrived;
    private boolean ended;
    private @Nullable IOException broken;

    /** @param with256 whether SHA-256 is computed though the client has sent none to compare */
    DigestingBody(UploadChunk chunk, boolean with256) {
        this(chunk, with256, System::nanoTime);
    }

    /** @param nanos as of {@link System#nanoTime} */
    DigestingBody(UploadChunk chunk, boolean with256, LongSupplier nanos) {
        this.chunk = chunk;
        this.nanos = nanos;
        // The first bytes are not held back, so that an upload is soon seen to have begun.
        this.filledAt = nanos.getAsLong() - MOST_HELD;
        this.digest = new ContentDigest(
                with256 || chunk.content().needsSha256() || chunk.whole().needsSha256(),
                chunk.content().needsSha512() || chunk.whole().needsSha512());
    }

    /** Throws if nothing may be written any more. */
    interface Allowed {
        void require() throws IOException;
    }

    /**
     * Writes the body to its end into a file. Nothing is flushed.
     *
     * @param most how many bytes the body may have
     * @param allowed asked before every write
     * @param reading reads the body beside
     * @return false if the body has more bytes; those are not written
     */
    boolean writeTo(WriteLease lease, long most, UploadTools tools, Allowed allowed, DigestThread.Reading reading)
            throws IOException {
        try (var digests = new DigestThread(tools.buffers(), digest, reading)) {
            while (true) {
                var buffer = digests.buffer();
                int count = fill(buffer, lease::isHeld);
                if (count == 0) {
                    return true;
                }
                if (arrived > most) {
                    return false;
                }
                allowed.require();
                // Refused before the disk is full: others need it too.
                tools.files().requireSpace(count);
                digests.digest(buffer, count);
                lease.write(buffer, count);
            }
        }
    }

    /**
     * Reads until the buffer is full, or bytes were held back for long enough.
     *
     * @param wanted whether more bytes are wanted; asked whenever some have come
     * @return how many bytes are in the buffer; 0 only at the end of the body
     */
    int fill(byte[] buffer, BooleanSupplier wanted) {
        int count = read(buffer, 0);
        while (!ended && (count == 0 || count < buffer.length && wanted.getAsBoolean() && !isLate())) {
            count += read(buffer, count);
        }
        filledAt = nanos.getAsLong();
        arrived += count;
        return count;
    }

    private boolean isLate() {
        return nanos.getAsLong() - filledAt >= MOST_HELD;
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

    long arrived() {
        return arrived;
    }

    /** Whether the body had fewer bytes than the request announced. */
    boolean isBroken() {
        return broken != null || arrived < chunk.length() || arrived < chunk.most();
    }

    /** The error of the connection. */
    @Nullable
    IOException cause() {
        return broken;
    }

    ContentDigest digest() {
        return digest;
    }
}
