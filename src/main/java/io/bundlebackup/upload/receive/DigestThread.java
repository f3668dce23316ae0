package io.bundlebackup.upload.receive;

import io.bundlebackup.archive.tar.ByteLender;
import io.bundlebackup.archive.tree.Interrupts;
import io.bundlebackup.capacity.Buffers;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that digests bytes, while the thread of the request writes them and receives the next. Two buffers go back and forth between
 * the two threads. Used by the thread of the request.
 */
final class DigestThread implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DigestThread.class);
    private static final int BUFFERS = 2;

    /** Reads bytes on their way; what it does not read is digested all the same. */
    interface Reading {
        /** @throws IOException if the bytes are of no use to the reader; concerns nobody else */
        void read(ByteLender bytes) throws IOException;
    }

    private final Buffers pool;
    private final ContentDigest digest;
    private final List<byte[]> buffers;
    /** Has room for a mark of the end too, so that nobody waits to add. */
    private final ArrayBlockingQueue<ByteBuffer> filled = new ArrayBlockingQueue<>(BUFFERS + 1);

    private final ArrayBlockingQueue<byte[]> free = new ArrayBlockingQueue<>(BUFFERS);
    private final Thread thread;
    /** Of the digesting thread: the buffer that it has taken last. */
    private byte @Nullable [] taken;

    DigestThread(Buffers pool, ContentDigest digest, Reading reading) {
        this.pool = pool;
        this.digest = digest;
        this.buffers = List.of(pool.take(), pool.take());
        free.addAll(buffers);
        thread = Thread.ofVirtual().name("digest-upload").start(() -> run(reading));
    }

    /** A buffer for the next bytes; waits until one was digested. */
    byte[] buffer() throws IOException {
        try {
            return free.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The service is stopping.");
        }
    }

    /** Digests bytes, at least one; the buffer must not be changed any more. */
    void digest(byte[] buffer, int count) {
        filled.add(ByteBuffer.wrap(buffer, 0, count));
    }

    private void run(Reading reading) {
        try {
            reading.read(this::next);
        } catch (IOException e) {
            log.debug("An upload is not read while it arrives: {}", e.toString());
        } catch (RuntimeException | Error e) {
            log.warn("An upload could not be read while it arrives; it is read later.", e);
        }
        while (next() != null) {
            // The rest is digested, and its buffers go back.
        }
    }

    private @Nullable ByteBuffer next() {
        if (taken != null) {
            free.add(taken);
            taken = null;
        }
        var bytes = new ByteBuffer[1];
        Interrupts.awaitUninterruptibly(() -> bytes[0] = filled.take());
        if (!bytes[0].hasRemaining()) {
            // Once more, should it be asked for again.
            filled.add(bytes[0]);
            return null;
        }
        taken = bytes[0].array();
        digest.update(taken, bytes[0].limit());
        return bytes[0];
    }

    /** Waits until everything is digested. */
    @Override
    public void close() {
        filled.add(ByteBuffer.allocate(0));
        Interrupts.awaitUninterruptibly(thread::join);
        buffers.forEach(pool::giveBack);
    }
}
