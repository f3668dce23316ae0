package io.bundlebackup.capacity;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A pool of buffers for the content of files. Large buffers need a third of the CPU of small buffers, but their number is limited: when all
 * are in use, a caller gets a small buffer, so that a thousand clients at once do not take a gigabyte. Thread-safe.
 */
public final class Buffers {
    private final int large;
    private final ArrayBlockingQueue<byte[]> free;

    @GuardedBy("this")
    private int made;

    /**
     * @param large bytes of a large buffer
     * @param most the largest number of large buffers
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
