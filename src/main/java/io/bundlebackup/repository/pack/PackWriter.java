package io.bundlebackup.repository.pack;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobType;
import io.bundlebackup.repository.blob.BlobWriter;
import io.bundlebackup.repository.crypto.Sealer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Stores blobs: digests, compresses and seals them in the threads of the callers, and fills one pack of data and one of trees. A lock is
 * held only while sealed bytes are copied to a buffer or the page cache.
 */
public final class PackWriter implements BlobWriter, AutoCloseable {
    private static final int BUFFER = 256 << 10;

    private final ToolPool pool;
    private final BlobIndex index;
    private final int packSize;
    private final PackFinisher finisher;
    private final Map<BlobType, Slot> slots = new EnumMap<>(BlobType.class);
    private final BitSet marked = new BitSet();
    private final Set<BlobId> usedMarked = new HashSet<>();

    /**
     * @param index this writer's own; after a failure it says nothing true any more
     * @param packSize in bytes; packs are a little larger
     */
    public PackWriter(SealedFiles files, ToolPool pool, BlobIndex index, int packSize) {
        this.pool = pool;
        this.index = index;
        this.packSize = packSize;
        finisher = new PackFinisher(files, pool, index);
        for (var type : BlobType.values()) {
            slots.put(type, new Slot(files));
        }
    }

    /** Packs that a prune wants to delete. If one of their blobs is needed again, {@link #usedMarked} has the pack. Call before the first save. */
    public void mark(Iterable<BlobId> packs) {
        packs.forEach(pack -> marked.set(index.packs.number(pack)));
    }

    public Set<BlobId> usedMarked() {
        synchronized (usedMarked) {
            return Set.copyOf(usedMarked);
        }
    }

    /**
     * Takes packs into the index that lie in the repository and that no index file lists: what a killed writer has left.
     *
     * @return how many packs
     */
    public int adopt() throws IOException {
        return finisher.adopt();
    }

    @Override
    public Stored save(BlobType type, ByteBuffer content) throws IOException, InterruptedException {
        finisher.check();
        try (var tools = pool.take()) {
            var id = tools.digest(content);
            if (has(id, type, tools.location)) {
                return new Stored(id, 0);
            }
            int length = content.remaining();
            var plain = content.hasArray() ? content.array() : copy(content);
            int offset = content.hasArray() ? content.arrayOffset() + content.position() : 0;
            int uncompressed = 0;
            if (pool.compresses()) {
                int compressed = tools.compress(plain, offset, length);
                if (compressed < length) {
                    uncompressed = length;
                    plain = tools.first(compressed);
                    offset = 0;
                    length = compressed;
                }
            }
            int stored = length + Sealer.OVERHEAD;
            var sealed = tools.second(stored);
            tools.sealer.seal(plain, offset, length, sealed, 0);
            boolean added = slot(type).append(id, type, sealed, stored, uncompressed, tools.location);
            return new Stored(id, added ? stored : 0);
        }
    }

    private static byte[] copy(ByteBuffer content) {
        var copy = new byte[content.remaining()];
        content.get(content.position(), copy);
        return copy;
    }

    private boolean has(BlobId id, BlobType type, BlobLocation location) {
        if (!index.find(id, type, location)) {
            return false;
        }
        if (marked.get(location.pack)) {
            var pack = index.packId(location.pack);
            synchronized (usedMarked) {
                if (pack != null) {
                    usedMarked.add(pack);
                }
            }
        }
        return true;
    }

    /** Copies a sealed blob out of another pack as it is, unless a pack of this writer has it. For repacking. */
    void copy(BlobId id, BlobType type, byte[] sealed, int length, int uncompressed)
            throws IOException, InterruptedException {
        finisher.check();
        slot(type).append(id, type, sealed, length, uncompressed, null);
    }

    private Slot slot(BlobType type) {
        return Objects.requireNonNull(slots.get(type));
    }

    /**
     * Makes everything durable that has been saved, and lists it in the index. No other thread may be saving.
     *
     * @throws IOException also if an earlier pack could not be written; the writer is of no use then
     */
    public void complete() throws IOException, InterruptedException {
        for (var slot : slots.values()) {
            slot.finish();
        }
        finisher.complete();
    }

    /** Removes the packs that are not full. Full ones that are in no index stay for {@link #adopt}. */
    @Override
    public void close() throws IOException {
        finisher.close();
        for (var slot : slots.values()) {
            slot.close();
        }
    }

    /** The open pack of one type of blobs. */
    private final class Slot {
        private final SealedFiles files;
        private final ReentrantLock lock = new ReentrantLock();
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        private @Nullable OpenPack pack;

        Slot(SealedFiles files) {
            this.files = files;
        }

        /** @param location if not null, the blob is not added if the index has it by now */
        boolean append(
                BlobId id, BlobType type, byte[] sealed, int length, int uncompressed, @Nullable BlobLocation location)
                throws IOException, InterruptedException {
            lock.lockInterruptibly();
            try {
                if (location != null && has(id, type, location)) {
                    return false;
                }
                var open = pack;
                if (open == null) {
                    buffer.clear();
                    open = new OpenPack(files.place(), index.packs.reserve(), buffer);
                    pack = open;
                }
                index.add(open.append(id, type, sealed, length, uncompressed), open.number);
                if (open.size() >= packSize || open.blobs().size() >= PackHeader.MOST_ENTRIES) {
                    finish();
                }
                return true;
            } catch (IOException | InterruptedException e) {
                finisher.fail(e);
                throw e;
            } finally {
                lock.unlock();
            }
        }

        void finish() throws IOException, InterruptedException {
            lock.lockInterruptibly();
            try {
                var open = pack;
                if (open != null) {
                    open.flush();
                    finisher.finish(open);
                    pack = null;
                }
            } finally {
                lock.unlock();
            }
        }

        void close() throws IOException {
            lock.lock();
            try {
                if (pack != null) {
                    pack.close();
                    pack = null;
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
