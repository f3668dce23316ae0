package io.bundlebackup.capacity;

import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Buffers for the content of files, used again and again. Large ones cost a third of the CPU of small ones, and there are only so many of
 * them: who comes when all are in use gets a small one, so that a thousand clients at once do not take a gigabyte. Thread-safe.
 */
public final class Buffers {
    private final int large;
    private final ArrayBlockingQueue<byte[]> free;
    private int made;

    /**
     * @param large bytes of a large one
     * @param most how many large ones there may be
     */
    public Buffers(int large, int most) {
        this.large = large;
        this.free = new ArrayBlockingQueue<>(most);
    }

    public byte[] take() {
        byte @Nullable [] used = free.poll();
        return used == null ? make() : used;
    }

    private synchronized byte[] make() {
        if (made == free.remainingCapacity() + free.size()) {
            return new byte[Capacity.SMALL_BUFFER];
        }
        made++;
        return new byte[large];
    }

    public void giveBack(byte[] buffer) {
        if (buffer.length == large) {
            free.add(buffer);
        }
    }
}
