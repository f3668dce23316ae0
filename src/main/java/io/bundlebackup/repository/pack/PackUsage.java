package io.bundlebackup.repository.pack;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the packs of a repository are needed for. First every blob that a snapshot needs is told of; then each needed blob counts for one
 * pack only, if several have it. For one thread.
 */
public final class PackUsage {
    final BlobIndex index;
    final IndexSegment entries;
    private final Map<BlobId, Long> sizes;
    private final BitSet used;
    /** The entries whose packs needed blobs are counted for. */
    private final BitSet chosen;

    private final long[] neededBytes;
    private final long[] blobBytes;

    /**
     * @param index of which no pack is being written
     * @param sizes of the packs that exist
     */
    public PackUsage(BlobIndex index, Map<BlobId, Long> sizes) throws IOException {
        this.index = index;
        this.sizes = sizes;
        entries = index.compact();
        used = new BitSet(entries.size());
        chosen = new BitSet(entries.size());
        neededBytes = new long[index.packs.size()];
        blobBytes = new long[index.packs.size()];
    }

    /**
     * Tells of a blob that is needed.
     *
     * @return whether it is told of for the first time
     * @throws MissingBlobException if the index does not have it
     */
    public boolean use(BlobId id, BlobType type) throws IOException {
        int entry = entries.find(id, type);
        if (entry < 0) {
            throw new MissingBlobException(id, type);
        }
        boolean first = !used.get(entry);
        used.set(entry);
        return first;
    }

    /**
     * Counts. Call once, after all needed blobs.
     *
     * @param avoided packs that do not count for a blob that another pack has too
     * @throws MissingBlobException if all packs with a needed blob are missing
     */
    public void count(Set<BlobId> avoided) throws IOException {
        var shared = new ArrayList<int[]>();
        for (int entry = 0; entry < entries.size(); ) {
            int end = endOfId(entry);
            for (var type : BlobType.values()) {
                countBlob(entry, end, type, shared);
            }
            entry = end;
        }
        // Blobs in several packs come last, so that they count for packs that are needed anyhow.
        for (var candidates : shared) {
            int best = candidates[0];
            for (int candidate : candidates) {
                best = isBetter(candidate, best, avoided) ? candidate : best;
            }
            choose(best);
        }
    }

    private int endOfId(int entry) {
        var id = entries.id(entry);
        int end = entry + 1;
        while (end < entries.size() && entries.isOf(end, id)) {
            end++;
        }
        return end;
    }

    private void countBlob(int from, int to, BlobType type, List<int[]> shared) throws IOException {
        int first = -1;
        int count = 0;
        var candidates = new int[to - from];
        for (int entry = from; entry < to; entry++) {
            if (IndexEntries.type(entries.number(entry, IndexEntries.PLACE)) == type) {
                first = first < 0 ? entry : first;
                blobBytes[pack(entry)] += length(entry);
                if (exists(pack(entry))) {
                    candidates[count++] = entry;
                }
            }
        }
        if (first < 0 || !used.get(first)) {
            return;
        }
        if (count == 0) {
            throw new MissingBlobException(entries.id(first), type);
        }
        if (count == 1) {
            choose(candidates[0]);
        } else {
            shared.add(Arrays.copyOf(candidates, count));
        }
    }

    private boolean isBetter(int entry, int than, Set<BlobId> avoided) {
        boolean here = avoided.contains(index.packId(pack(entry)));
        boolean there = avoided.contains(index.packId(pack(than)));
        return here == there ? neededBytes[pack(entry)] > neededBytes[pack(than)] : there;
    }

    private void choose(int entry) {
        chosen.set(entry);
        neededBytes[pack(entry)] += length(entry);
    }

    private int pack(int entry) {
        return IndexEntries.pack(entries.number(entry, IndexEntries.PLACE));
    }

    private int length(int entry) {
        return IndexEntries.length(entries.number(entry, IndexEntries.LENGTHS));
    }

    private boolean exists(int pack) {
        var id = index.packId(pack);
        return id != null && sizes.containsKey(id);
    }

    /** The packs that nothing needs, also those that no index lists. */
    public Set<BlobId> unneeded() {
        var unneeded = new HashSet<>(sizes.keySet());
        for (int pack = 0; pack < neededBytes.length; pack++) {
            if (neededBytes[pack] > 0) {
                unneeded.remove(index.packId(pack));
            }
        }
        return unneeded;
    }

    /**
     * The packs that are needed for less than half of their blobs, the emptiest first.
     *
     * @param most how many bytes their needed blobs may have together
     */
    List<Integer> sparse(long most) {
        var sparse = new ArrayList<Integer>();
        for (int pack = 0; pack < neededBytes.length; pack++) {
            if (neededBytes[pack] > 0 && neededBytes[pack] * 2 < blobBytes[pack]) {
                sparse.add(pack);
            }
        }
        sparse.sort(Comparator.comparingDouble(pack -> (double) neededBytes[pack] / blobBytes[pack]));
        long sum = 0;
        for (int i = 0; i < sparse.size(); i++) {
            sum += neededBytes[sparse.get(i)];
            if (sum > most) {
                return sparse.subList(0, i);
            }
        }
        return sparse;
    }

    /** The entries of each pack by its offsets; only those that count if {@code needed}. */
    List<PackedBlob> blobs(int pack, int[] order, int from, boolean needed) {
        var blobs = new ArrayList<PackedBlob>();
        for (int i = from; i < order.length && pack(order[i]) == pack; i++) {
            int entry = order[i];
            if (!needed || chosen.get(entry)) {
                long place = entries.number(entry, IndexEntries.PLACE);
                long lengths = entries.number(entry, IndexEntries.LENGTHS);
                blobs.add(new PackedBlob(
                        entries.id(entry),
                        IndexEntries.type(place),
                        IndexEntries.offset(place),
                        IndexEntries.length(lengths),
                        IndexEntries.uncompressed(lengths)));
            }
        }
        blobs.sort(Comparator.comparingInt(PackedBlob::offset));
        return blobs;
    }

    /** Where the entries of each pack begin in {@link #byPack}; one number more than packs. */
    int[] starts() {
        var starts = new int[neededBytes.length + 1];
        for (int entry = 0; entry < entries.size(); entry++) {
            starts[pack(entry) + 1]++;
        }
        for (int pack = 0; pack < neededBytes.length; pack++) {
            starts[pack + 1] += starts[pack];
        }
        return starts;
    }

    /** The numbers of all entries, pack by pack. */
    int[] byPack(int[] starts) {
        var next = starts.clone();
        var order = new int[entries.size()];
        for (int entry = 0; entry < entries.size(); entry++) {
            order[next[pack(entry)]++] = entry;
        }
        return order;
    }

    /** The ID of a pack that exists; null for one that is missing. */
    @Nullable
    BlobId existing(int pack) {
        return exists(pack) ? index.packId(pack) : null;
    }

    /** The bytes of all packs. */
    public long bytes() {
        return bytes(sizes.keySet());
    }

    public long bytes(Set<BlobId> packs) {
        long sum = 0;
        for (var pack : packs) {
            sum += sizes.getOrDefault(pack, 0L);
        }
        return sum;
    }

    /** How many needed blobs there are. */
    public int neededBlobs() {
        return used.cardinality();
    }
}
