package io.bundlebackup.upload.receive;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One request's right to write an upload. Whoever stops it has the certainty, on return, that it writes nothing any more, and does not
 * wait for its client: the request itself finds out with its next bytes. Thread-safe.
 */
public final class WriteLease {
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable FileChannel channel;
    private long position;
    private @Nullable ProblemType stopped;

    /** Where it writes, and from where on; without a file there is nothing to write. */
    void writeTo(@Nullable FileChannel file, long from) {
        lock.lock();
        try {
            channel = file;
            position = from;
        } finally {
            lock.unlock();
        }
    }

    /** @throws ProblemException if it was stopped */
    void write(byte[] bytes, int count) throws IOException {
        lock.lock();
        try {
            requireHeld();
            var left = ByteBuffer.wrap(bytes, 0, count);
            while (channel != null && left.hasRemaining()) {
                position += channel.write(left, position);
            }
        } finally {
            lock.unlock();
        }
    }

    /** What was written is on the disk for good. */
    void flush() throws IOException {
        FileChannel file = null;
        lock.lock();
        try {
            file = channel;
        } finally {
            lock.unlock();
        }
        if (file != null) {
            file.force(false);
        }
    }

    /** How long the file is now. */
    long position() {
        lock.lock();
        try {
            return position;
        } finally {
            lock.unlock();
        }
    }

    /** Truncates the file, unless another request has taken over. */
    void cutBack(long to) throws IOException {
        lock.lock();
        try {
            if (stopped == null && channel != null) {
                channel.truncate(to);
                channel.force(false);
                position = to;
            }
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #stop} for a newer request, unless the look at what was written so far throws: then it goes on. */
    <T> T stopAfter(UploadCheck<T> check) throws IOException {
        lock.lock();
        try {
            var found = check.check();
            stop(ProblemType.OFFSET_MISMATCH);
            return found;
        } finally {
            lock.unlock();
        }
    }

    /** No write after this; the first reason counts. */
    void stop(ProblemType why) {
        lock.lock();
        try {
            if (stopped == null) {
                stopped = why;
            }
        } finally {
            lock.unlock();
        }
    }

    boolean isHeld() {
        lock.lock();
        try {
            return stopped == null;
        } finally {
            lock.unlock();
        }
    }

    void requireHeld() {
        ProblemType why = null;
        lock.lock();
        try {
            why = stopped;
        } finally {
            lock.unlock();
        }
        if (why == ProblemType.OFFSET_MISMATCH) {
            throw new ProblemException(why, "A newer request for this upload has taken over.");
        }
        if (why == ProblemType.PUBLISHED) {
            throw published();
        }
        if (why != null) {
            throw new ProblemException(why, "The bundle takes no uploads any more.");
        }
    }

    public static ProblemException published() {
        return new ProblemException(ProblemType.PUBLISHED, "The bundle is published; its uploads change no more.");
    }
}
