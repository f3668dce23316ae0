package io.bundlebackup.repository.pack;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Sorted entries of an index in a mapped file, which take no heap. Thread-safe. The mapping ends when the segment is collected.
 *
 * @param pieces of {@value #PIECE} entries each, because a mapping has at most 2 GiB; by unsigned ID, then by place
 */
record IndexSegment(List<ByteBuffer> pieces, int size) {
    private static final int SHIFT = 24;
    private static final int PIECE = 1 << SHIFT;

    /** Steps of interpolation before a search halves: IDs are so even that two or three find a neighbour. */
    private static final int INTERPOLATIONS = 6;

    /** Maps the first {@code size} entries of a file. */
    static IndexSegment map(FileChannel channel, int size) throws IOException {
        var pieces = new ArrayList<ByteBuffer>();
        for (long from = 0; from < size; from += PIECE) {
            long entries = Math.min(PIECE, size - from);
            pieces.add(channel.map(
                    FileChannel.MapMode.READ_ONLY, from * IndexEntries.BYTES, entries * IndexEntries.BYTES));
        }
        return new IndexSegment(List.copyOf(pieces), size);
    }

    long number(int entry, int column) {
        return pieces.get(entry >>> SHIFT).getLong((entry & PIECE - 1) * IndexEntries.BYTES + column * Long.BYTES);
    }

    BlobId id(int entry) {
        return new BlobId(number(entry, 0), number(entry, 1), number(entry, 2), number(entry, 3));
    }

    void copy(int entry, long[] into, int at) {
        for (int i = 0; i < IndexEntries.LONGS; i++) {
            into[at + i] = number(entry, i);
        }
    }

    boolean find(BlobId id, BlobType type, BlobLocation into) {
        int entry = find(id, type);
        if (entry < 0) {
            return false;
        }
        IndexEntries.fill(into, number(entry, IndexEntries.PLACE), number(entry, IndexEntries.LENGTHS));
        return true;
    }

    /** Adds all places of a blob to a list. */
    void findAll(BlobId id, BlobType type, List<BlobLocation> into) {
        for (int entry = first(id); entry < size && isOf(entry, id); entry++) {
            long place = number(entry, IndexEntries.PLACE);
            if (IndexEntries.type(place) == type) {
                into.add(IndexEntries.location(place, number(entry, IndexEntries.LENGTHS)));
            }
        }
    }

    /** The first entry of a blob; -1 if there is none. */
    int find(BlobId id, BlobType type) {
        for (int entry = first(id); entry < size && isOf(entry, id); entry++) {
            if (IndexEntries.type(number(entry, IndexEntries.PLACE)) == type) {
                return entry;
            }
        }
        return -1;
    }

    boolean isOf(int entry, BlobId id) {
        return number(entry, 0) == id.a()
                && number(entry, 1) == id.b()
                && number(entry, 2) == id.c()
                && number(entry, 3) == id.d();
    }

    /** The first entry whose ID is not below the given one. */
    private int first(BlobId id) {
        int from = 0;
        int to = size;
        double low = 0;
        double high = 0x1p64;
        double wanted = unsigned(id.a());
        for (int step = 0; from < to; step++) {
            int middle = (from + to) >>> 1;
            if (step < INTERPOLATIONS && to - from > 8) {
                // Aims a little before the expected place and then a little behind, so that both borders come near.
                double part = (wanted - low) / (high - low) * (to - from);
                double margin = (step & 1) == 0 ? -Math.sqrt(part + 1) : Math.sqrt(part + 1);
                middle = from + (int) Math.clamp(part + margin, 0, to - from - 1);
            }
            if (isBelow(middle, id)) {
                from = middle + 1;
                low = unsigned(number(middle, 0));
            } else {
                to = middle;
                high = unsigned(number(middle, 0));
            }
        }
        return from;
    }

    private static double unsigned(long number) {
        return (number >>> 1) * 2.0;
    }

    private boolean isBelow(int entry, BlobId id) {
        long a = number(entry, 0);
        if (a != id.a()) {
            return Long.compareUnsigned(a, id.a()) < 0;
        }
        return id(entry).compareTo(id) < 0;
    }
}
