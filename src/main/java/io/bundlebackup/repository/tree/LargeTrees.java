package io.bundlebackup.repository.tree;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobReader;
import io.bundlebackup.repository.blob.BlobType;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the trees of large directories that were opened last, so that a page of a directory or one entry of it costs as much as in a
 * small directory. Smaller trees are read from their repository each time. An ID is the digest of its tree, which is compared when the tree
 * is loaded: what is remembered is right for every repository, also if the tree is damaged or removed there later. Thread-safe; of threads
 * that need one tree at the same time, one loads the tree, and loading a tree stops no thread that needs another one.
 */
public final class LargeTrees {
    private final long most;

    /** The ones used last at the end. */
    @GuardedBy("this")
    private final Map<BlobId, Slot> slots = new LinkedHashMap<>(16, 0.75f, true);

    @GuardedBy("this")
    private long size;

    /** The room of a tree, which is loaded under its lock. */
    private static final class Slot {
        private volatile @Nullable TreeParts parts;
    }

    /** @param most bytes of memory; a tree that needs more, and any tree if this is 0, is not remembered */
    public LargeTrees(long most) {
        this.most = most;
    }

    /** As much as a sixteenth of the heap: 16 MiB of 256 MiB, which is a directory of 150,000 files. */
    public static LargeTrees ofHeap() {
        return new LargeTrees(Runtime.getRuntime().maxMemory() / 16);
    }

    TreeParts open(BlobReader blobs, BlobId id) throws IOException {
        var known = known(id);
        if (known != null) {
            return known;
        }
        if (most == 0 || blobs.length(id, BlobType.TREE) <= TreeParts.PART) {
            return TreeParts.whole(blobs.load(id, BlobType.TREE));
        }
        var slot = slot(id);
        synchronized (slot) {
            var loaded = slot.parts;
            if (loaded != null) {
                return loaded;
            }
            TreeParts made = null;
            try {
                made = TreeParts.cut(blobs.load(id, BlobType.TREE));
                return made;
            } finally {
                keep(id, slot, made);
            }
        }
    }

    private synchronized @Nullable TreeParts known(BlobId id) {
        var slot = slots.get(id);
        return slot == null ? null : slot.parts;
    }

    private synchronized Slot slot(BlobId id) {
        return slots.computeIfAbsent(id, _ -> new Slot());
    }

    /** @param made null if the tree cannot be read */
    private synchronized void keep(BlobId id, Slot slot, @Nullable TreeParts made) {
        if (made == null || made.size() > most) {
            slots.remove(id, slot);
            return;
        }
        if (slots.get(id) != slot) {
            // The thread that this thread waited for could not read the tree, and took the room away.
            return;
        }
        slot.parts = made;
        size += made.size();
        for (var eldest = slots.values().iterator(); size > most && eldest.hasNext(); ) {
            var parts = eldest.next().parts;
            if (parts != null && parts != made) {
                size -= parts.size();
                eldest.remove();
            }
        }
    }
}
