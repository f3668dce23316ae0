package io.bundlebackup.access.web;

import io.bundlebackup.limits.Pace;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The wait of a thread whose bytes come faster than its caller's pace. */
final class PacedWait {
    /** Pieces of a second: a slow transfer moves several times a second. */
    private static final int PIECES = 8;

    private static final int LEAST_PIECE = 1 << 10;
    private static final int LARGEST_PIECE = 1 << 16;

    /** Nothing ever opens it. */
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private PacedWait() {}

    /** How many bytes go at once. */
    static int pieceOf(long perSecond) {
        return (int) Math.clamp(perSecond / PIECES, LEAST_PIECE, LARGEST_PIECE);
    }

    /** Takes bytes, and waits until they are due. */
    static void take(Pace pace, int bytes, long perSecond) throws InterruptedIOException {
        long wait = pace.take(bytes, perSecond);
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
