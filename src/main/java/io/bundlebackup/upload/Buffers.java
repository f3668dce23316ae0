package io.bundlebackup.upload;

import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Buffers for bodies, used again and again. Large ones cost a third of the CPU of small ones, and there are only so many of them: who
 * comes when all are in use gets a small one, so that a thousand clients at once do not take a gigabyte. Thread-safe.
 */
final class Buffers {
    static final int LARGE = 1 << 20;
    private static final int SMALL = 1 << 16;

    private final ArrayBlockingQueue<byte[]> free;
    private int made;

    Buffers(int most) {
        this.free = new ArrayBlockingQueue<>(most);
    }

    byte[] take() {
        byte @Nullable [] used = free.poll();
        return used == null ? make() : used;
    }

    private synchronized byte[] make() {
        if (made == free.remainingCapacity() + free.size()) {
            return new byte[SMALL];
        }
        made++;
        return new byte[LARGE];
    }

    void giveBack(byte[] buffer) {
        if (buffer.length == LARGE) {
            free.add(buffer);
        }
    }
}
