package io.bundlebackup.repository.pack;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobType;
import java.util.Arrays;
import java.util.List;

/**
 * The newest entries of an index, in memory: a hash table with six numbers an entry (see {@link IndexEntries}). A blob may have several
 * entries, each with another pack. Not thread-safe.
 */
final class IndexTable {
    private static final int SMALLEST = 1 << 10;
    /** Slots of a table are used up to this part. */
    private static final int USED_OF_8 = 5;

    private long[] slots = new long[SMALLEST * IndexEntries.LONGS];
    private int size;

    int size() {
        return size;
    }

    void clear() {
        slots = new long[SMALLEST * IndexEntries.LONGS];
        size = 0;
    }

    /** Adds an entry unless the table has the same one. */
    void add(BlobId id, long place, long lengths) {
        if (size >= slots.length / IndexEntries.LONGS / 8 * USED_OF_8) {
            grow();
        }
        int at = start(id);
        for (; slots[at + IndexEntries.LENGTHS] != 0; at = next(at)) {
            if (slots[at + IndexEntries.PLACE] == place && isOf(at, id)) {
                return;
            }
        }
        slots[at] = id.a();
        slots[at + 1] = id.b();
        slots[at + 2] = id.c();
        slots[at + 3] = id.d();
        slots[at + IndexEntries.PLACE] = place;
        slots[at + IndexEntries.LENGTHS] = lengths;
        size++;
    }

    /** Adds all places of a blob to a list. */
    void findAll(BlobId id, BlobType type, List<BlobLocation> into) {
        for (int at = start(id); slots[at + IndexEntries.LENGTHS] != 0; at = next(at)) {
            if (isOf(at, id) && IndexEntries.type(slots[at + IndexEntries.PLACE]) == type) {
                into.add(IndexEntries.location(slots[at + IndexEntries.PLACE], slots[at + IndexEntries.LENGTHS]));
            }
        }
    }

    boolean find(BlobId id, BlobType type, BlobLocation into) {
        for (int at = start(id); slots[at + IndexEntries.LENGTHS] != 0; at = next(at)) {
            if (isOf(at, id) && IndexEntries.type(slots[at + IndexEntries.PLACE]) == type) {
                IndexEntries.fill(into, slots[at + IndexEntries.PLACE], slots[at + IndexEntries.LENGTHS]);
                return true;
            }
        }
        return false;
    }

    /** All entries, six numbers each, by unsigned ID, then by place. */
    long[] sorted() {
        var keys = new long[size];
        int count = 0;
        for (int at = 0; at < slots.length; at += IndexEntries.LONGS) {
            if (slots[at + IndexEntries.LENGTHS] != 0) {
                // The first bits of an ID and the number of the slot: IDs are so even that the rest is rarely needed.
                keys[count++] = (slots[at] ^ Long.MIN_VALUE) & -(1L << 24) | at / IndexEntries.LONGS;
            }
        }
        Arrays.sort(keys);
        var sorted = new long[size * IndexEntries.LONGS];
        for (int i = 0; i < size; i++) {
            int from = (int) (keys[i] & (1 << 24) - 1) * IndexEntries.LONGS;
            int to = i * IndexEntries.LONGS;
            for (;
                    to > 0 && IndexEntries.compare(slots, from, sorted, to - IndexEntries.LONGS) < 0;
                    to -= IndexEntries.LONGS) {
                System.arraycopy(sorted, to - IndexEntries.LONGS, sorted, to, IndexEntries.LONGS);
            }
            System.arraycopy(slots, from, sorted, to, IndexEntries.LONGS);
        }
        return sorted;
    }

    private boolean isOf(int at, BlobId id) {
        return slots[at] == id.a() && slots[at + 1] == id.b() && slots[at + 2] == id.c() && slots[at + 3] == id.d();
    }

    private int start(BlobId id) {
        return (int) (id.b() & slots.length / IndexEntries.LONGS - 1) * IndexEntries.LONGS;
    }

    private int next(int at) {
        int next = at + IndexEntries.LONGS;
        return next == slots.length ? 0 : next;
    }

    private void grow() {
        var old = slots;
        slots = new long[old.length * 2];
        size = 0;
        for (int at = 0; at < old.length; at += IndexEntries.LONGS) {
            if (old[at + IndexEntries.LENGTHS] != 0) {
                add(
                        new BlobId(old[at], old[at + 1], old[at + 2], old[at + 3]),
                        old[at + IndexEntries.PLACE],
                        old[at + IndexEntries.LENGTHS]);
            }
        }
    }
}
