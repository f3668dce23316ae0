package io.bundlebackup.upload.receive;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * One request's right to write an upload. A lease that was stopped writes nothing more once {@link #stop} returns, which does not wait for
 * the client: the request learns of the stop with its next bytes. Thread-safe.
 */
public final class WriteLease {
    @GuardedBy("this")
    private @Nullable FileChannel channel;

    @GuardedBy("this")
    private long position;

    @GuardedBy("this")
    private long expected;

    @GuardedBy("this")
    private @Nullable ProblemType stopped;

    /** @param file null if there is nothing to write */
    synchronized void writeTo(@Nullable FileChannel file, long from) {
        channel = file;
        position = from;
    }

    /** @throws ProblemException if this was stopped */
    synchronized void write(byte[] bytes, int count) throws IOException {
        requireHeld();
        var left = ByteBuffer.wrap(bytes, 0, count);
        while (channel != null && left.hasRemaining()) {
            position += channel.write(left, position);
        }
    }

    /** How long the file will be, if that is known. */
    synchronized void expect(long size) {
        expected = size;
    }

    /** How long the file is, or will be. */
    synchronized long holds() {
        return Math.max(position, expected);
    }

    /** How long the file is now. */
    synchronized long position() {
        return position;
    }

    /** Truncates the file, and flushes nothing. */
    synchronized void cutBack(long to) throws IOException {
        if (channel != null) {
            channel.truncate(to);
            position = to;
        }
    }

    /** Stops this request for a newer one that is admitted. If the newer one is refused, this request goes on. */
    synchronized UploadAdmission stopAfter(UploadAdmission.Check check) throws IOException {
        var admission = check.admit();
        stop(ProblemType.OFFSET_MISMATCH);
        return admission;
    }

    /** No write after this; the first reason counts. */
    synchronized void stop(ProblemType why) {
        if (stopped == null) {
            stopped = why;
        }
    }

    synchronized boolean isHeld() {
        return stopped == null;
    }

    /** @throws ProblemException why this was stopped */
    synchronized void requireHeld() {
        if (stopped == ProblemType.OFFSET_MISMATCH) {
            throw new ProblemException(stopped, "A newer request for this upload has taken over.");
        }
        if (stopped == ProblemType.PUBLISHED) {
            throw published();
        }
        if (stopped != null) {
            throw new ProblemException(stopped, "The bundle takes no uploads any more.");
        }
    }

    public static ProblemException published() {
        return new ProblemException(ProblemType.PUBLISHED, "The bundle is published; its uploads change no more.");
    }
}
