package io.bundlebackup.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The native memory for a system call: {@code errno}, a path, structures, a buffer. Taken for a call and returned at its end,
 * by one thread.
 *
 * <p>A fixed pool lives as long as the process (about 75 KiB each, at most {@value #MOST}); thread locals would need one for
 * each virtual thread. If the pool is empty, the caller gets a new instance that is freed when it is closed, so no caller
 * waits and no memory leaks.
 */
final class Scratch implements AutoCloseable {
    /** {@code PATH_MAX}, with the terminating NUL. */
    static final int PATH_BYTES = 4096;
    /** The largest xattr value and name list of Linux, and a good size for reading directories. */
    static final int DATA_BYTES = 65536;

    private static final int MOST = 64;
    private static final int POOLED =
            Math.min(MOST, Integer.highestOneBit(Runtime.getRuntime().availableProcessors()) * 4);
    private static final AtomicReferenceArray<@Nullable Scratch> POOL = fill();

    final MemorySegment errno;
    final MemorySegment stat;
    final MemorySegment how;
    final MemorySegment path;
    final MemorySegment data;
    private final @Nullable Arena own;

    private Scratch(Arena arena, @Nullable Arena own) {
        this.own = own;
        errno = arena.allocate(Linker.Option.captureStateLayout());
        stat = arena.allocate(256, 8);
        how = arena.allocate(24, 8);
        path = arena.allocate(PATH_BYTES, 8);
        data = arena.allocate(DATA_BYTES, 8);
    }

    private static AtomicReferenceArray<@Nullable Scratch> fill() {
        var pool = new AtomicReferenceArray<@Nullable Scratch>(POOLED);
        for (int i = 0; i < POOLED; i++) {
            pool.setPlain(i, new Scratch(Arena.global(), null));
        }
        return pool;
    }

    /** Never waits. The arena of an instance outside the pool is closed with it. */
    @SuppressWarnings("MustBeClosedChecker")
    static Scratch take() {
        int start = (int) Thread.currentThread().threadId();
        for (int i = 0; i < POOLED; i++) {
            int slot = (start + i) & (POOLED - 1);
            Scratch found = POOL.get(slot);
            if (found != null && POOL.compareAndSet(slot, found, null)) {
                return found;
            }
        }
        Arena arena = Arena.ofConfined();
        return new Scratch(arena, arena);
    }

    /** Writes a path of at most {@link #PATH_BYTES} - 1 bytes, terminated. */
    void path(byte[] bytes, int from, int length) {
        MemorySegment.copy(bytes, from, path, ValueLayout.JAVA_BYTE, 0, length);
        path.set(ValueLayout.JAVA_BYTE, length, (byte) 0);
    }

    /** Writes a second path, or the text of a link, of at most {@link #PATH_BYTES} - 1 bytes, terminated. */
    void second(byte[] bytes) {
        MemorySegment.copy(bytes, 0, data, ValueLayout.JAVA_BYTE, 0, bytes.length);
        data.set(ValueLayout.JAVA_BYTE, bytes.length, (byte) 0);
    }

    /** Writes a value of at most {@link #DATA_BYTES} bytes. */
    void value(byte[] bytes) {
        MemorySegment.copy(bytes, 0, data, ValueLayout.JAVA_BYTE, 0, bytes.length);
    }

    byte[] data(int length) {
        byte[] bytes = new byte[length];
        MemorySegment.copy(data, ValueLayout.JAVA_BYTE, 0, bytes, 0, length);
        return bytes;
    }

    @Override
    public void close() {
        if (own != null) {
            own.close();
            return;
        }
        int start = (int) Thread.currentThread().threadId();
        // There is always a free slot: as many slots as pooled instances, and this one is out.
        for (int i = 0; ; i++) {
            if (POOL.compareAndSet((start + i) & (POOLED - 1), null, this)) {
                return;
            }
        }
    }
}
