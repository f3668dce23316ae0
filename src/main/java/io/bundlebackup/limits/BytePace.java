package io.bundlebackup.limits;

import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The pace of a caller's bytes, over all its connections: a thread whose bytes come faster waits. Thread-safe.
 *
 * @param shared by all transfers of the caller
 * @param perSecond bytes
 */
public record BytePace(Pace shared, long perSecond) {
    /** Pieces of a second: a slow transfer moves several times a second. */
    private static final int PIECES = 8;

    private static final int LEAST_PIECE = 1 << 10;
    private static final int LARGEST_PIECE = 1 << 16;

    /** Nothing ever opens it. */
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    /** How many bytes go at once. */
    public int piece() {
        return (int) Math.clamp(perSecond / PIECES, LEAST_PIECE, LARGEST_PIECE);
    }

    /** Takes bytes, and waits until they are due. */
    public void take(int bytes) throws InterruptedIOException {
        long wait = shared.take(bytes, perSecond);
        try {
            if (wait > 0) {
                NEVER.await(wait, TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while a transfer waited for its pace");
        }
    }
}
