package io.bundlebackup.repository.pack;

import io.bundlebackup.repository.blob.BlobType;

/**
 * The form of an entry of an index in memory and in mapped files: six numbers of 64 bits. Four are the ID. The fifth has the number of the
 * pack, one bit for the type, and the offset in the pack. The sixth has the length of the sealed blob and the length before compression.
 */
final class IndexEntries {
    static final int LONGS = 6;
    static final int BYTES = LONGS * Long.BYTES;
    static final int PLACE = 4;
    static final int LENGTHS = 5;

    private static final long TREE = 1L << 31;
    private static final long LOW_31 = TREE - 1;

    private IndexEntries() {}

    static long place(int pack, BlobType type, int offset) {
        return (long) pack << 32 | (type == BlobType.TREE ? TREE : 0) | offset;
    }

    static long lengths(int length, int uncompressed) {
        return (long) length << 32 | uncompressed;
    }

    static BlobType type(long place) {
        return (place & TREE) != 0 ? BlobType.TREE : BlobType.DATA;
    }

    static int pack(long place) {
        return (int) (place >>> 32);
    }

    static int offset(long place) {
        return (int) (place & LOW_31);
    }

    static int length(long lengths) {
        return (int) (lengths >>> 32);
    }

    static int uncompressed(long lengths) {
        return (int) lengths;
    }

    static void fill(BlobLocation into, long place, long lengths) {
        into.pack = pack(place);
        into.offset = offset(place);
        into.length = length(lengths);
        into.uncompressed = uncompressed(lengths);
    }

    static BlobLocation location(long place, long lengths) {
        var location = new BlobLocation();
        fill(location, place, lengths);
        return location;
    }

    /** By unsigned ID, then by place. */
    static int compare(long[] a, int at, long[] b, int bt) {
        for (int i = 0; i <= PLACE; i++) {
            int order = Long.compareUnsigned(a[at + i], b[bt + i]);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}
