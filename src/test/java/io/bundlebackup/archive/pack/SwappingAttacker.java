package io.bundlebackup.archive.pack;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.RawFiles;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges entries of a tree for what lies prepared elsewhere, and back, as fast as the kernel lets it, from a thread of its own:
 * each exchange is one system call, so a name is never missing. It reaches the directories that it knows by descriptors and is never
 * led astray by its own links.
 */
public final class SwappingAttacker implements AutoCloseable {
    private static final int AT_FDCWD = -100;
    private static final int RENAME_EXCHANGE = 2;
    private static final MethodHandle RENAMEAT2 = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("renameat2"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT));

    private record Pair(int parent, MemorySegment name, MemorySegment prepared) {}

    private final Arena arena = Arena.ofShared();
    private final List<Directory> parents = new ArrayList<>();
    private final List<Pair> pairs = new ArrayList<>();
    private final AtomicLong swaps = new AtomicLong();
    private final Random random;
    private volatile long rest;
    private volatile boolean ended;
    private volatile @Nullable Throwable failure;
    private @Nullable Thread thread;

    public SwappingAttacker(long seed) {
        random = new Random(seed);
    }

    /** Will exchange this entry; both must be there and on one file system. Before {@link #start}. */
    public void prepare(Path entry, Path prepared) throws IOException {
        var parent = Directory.open(Objects.requireNonNull(entry.getParent()));
        parents.add(parent);
        pairs.add(new Pair(
                parent.descriptor(),
                arena.allocateFrom(entry.getFileName().toString()),
                arena.allocateFrom(prepared.toString())));
    }

    /** Lets it rest after each exchange, at most so many nanoseconds, so that its victim gets somewhere. */
    public SwappingAttacker restingUpTo(long nanos) {
        rest = nanos;
        return this;
    }

    public void start() {
        thread = Thread.ofPlatform().name("attacker").daemon().start(() -> {
            try {
                while (!ended) {
                    exchange(pairs.get(random.nextInt(pairs.size())));
                    if (rest > 0) {
                        LockSupport.parkNanos(random.nextLong(rest));
                    }
                }
            } catch (Throwable e) {
                failure = e;
            }
        });
    }

    private void exchange(Pair pair) throws Throwable {
        int result = (int) RENAMEAT2.invokeExact(pair.parent, pair.name, AT_FDCWD, pair.prepared, RENAME_EXCHANGE);
        if (result != 0) {
            throw new AssertionError("renameat2 of " + pair.name.getString(0, StandardCharsets.UTF_8));
        }
        swaps.incrementAndGet();
    }

    /** How often it has exchanged something. */
    public long swaps() {
        return swaps.get();
    }

    /** Ends it; as many exchanges as there were, nothing is put back. */
    @Override
    public void close() throws InterruptedException {
        ended = true;
        if (thread != null) {
            thread.join();
        }
        parents.forEach(Directory::close);
        arena.close();
        if (failure != null) {
            throw new AssertionError("the attacker failed", failure);
        }
    }

    /** How many rounds a test is to stand: {@code -Dattack.rounds}, 150 without it. */
    public static int rounds() {
        return Integer.getInteger("attack.rounds", 150);
    }

    /** A fifo that has something to say: it never waits for a reader. The caller closes it. */
    static java.io.RandomAccessFile talkingFifo(Path path, byte[] text) throws IOException, InterruptedException {
        RawFiles.makeFifo(path);
        // Linux opens a fifo for both at once, without waiting for anybody.
        var fifo = new java.io.RandomAccessFile(path.toFile(), "rw");
        fifo.write(text);
        return fifo;
    }
}
