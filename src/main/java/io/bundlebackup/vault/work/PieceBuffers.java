package io.bundlebackup.vault.work;

import io.bundlebackup.repository.tree.Chunker;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Buffers for pieces of large files that are stored while the next piece is read. Thread-safe. */
final class PieceBuffers {
    private static final int FIRST = Chunker.SHORTEST << 1;
    /** A buffer that grew beyond this size is not kept. */
    private static final int LARGE = FIRST << 1;

    private final ArrayDeque<byte[]> free = new ArrayDeque<>();
    private int left;

    /** @param most how many buffers there are at once */
    PieceBuffers(int most) {
        left = most;
    }

    /** A buffer; null if all are in use. */
    synchronized byte @Nullable [] tryTake() {
        if (left == 0) {
            return null;
        }
        left--;
        return free.isEmpty() ? create() : free.pop();
    }

    synchronized void give(byte[] buffer) {
        left++;
        if (buffer.length <= LARGE) {
            free.push(buffer);
        }
    }

    static byte[] create() {
        return new byte[FIRST];
    }

    /** A buffer with the same content and at least this size. */
    static byte[] grown(byte[] buffer, int size) {
        return buffer.length >= size
                ? buffer
                : Arrays.copyOf(buffer, Math.min(Math.max(size, 2 * buffer.length), Chunker.LONGEST + FIRST));
    }
}
