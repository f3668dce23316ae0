package io.bundlebackup.archive.tar;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** The content of the current entry of a reader: data from the archive, and the holes between. Not thread-safe. */
final class TarContent {
    private static final byte[] ZEROS = new byte[1 << 13];
    private static final String CUT_OFF = "the archive is cut off within the content";

    private final TarInput input;
    private @Nullable SparseMap map;
    private int stretch;
    /** The stretch of data at or after the position; both equal the size if no data is left. */
    private long dataFrom;

    private long dataTo;
    private long position;
    private long size;
    /** The position of the next header in the archive. */
    private long next;

    TarContent(TarInput input) {
        this.input = input;
    }

    /**
     * Begins the content of a file, which follows in the archive.
     *
     * @param stored its bytes in the archive, from the current position
     */
    void begin(long fileSize, long stored, @Nullable SparseMap sparse) {
        long here = input.position();
        if (stored > Long.MAX_VALUE - here - TarHeader.BLOCK) {
            throw new IllegalArgumentException("the size is too large");
        }
        next = here + stored + (-stored & (TarHeader.BLOCK - 1));
        size = fileSize;
        position = 0;
        map = sparse;
        stretch = 0;
        dataFrom = 0;
        dataTo = fileSize;
        if (sparse != null) {
            locate(sparse);
        }
    }

    /** Begins an entry without content. */
    void pass(long stored) {
        begin(0, stored, null);
    }

    private void locate(SparseMap sparse) {
        boolean any = stretch < sparse.stretches();
        dataFrom = any ? sparse.from(stretch) : size;
        dataTo = any ? sparse.to(stretch) : size;
    }

    int read(ByteBuffer into) throws IOException {
        if (position == size) {
            return -1;
        }
        if (!into.hasRemaining()) {
            return 0;
        }
        if (position < dataFrom) {
            int zeros = (int) Math.min(Math.min(into.remaining(), ZEROS.length), dataFrom - position);
            into.put(ZEROS, 0, zeros);
            position += zeros;
            return zeros;
        }
        int limit = into.limit();
        into.limit((int) Math.min(limit, into.position() + (dataTo - position)));
        int count;
        try {
            count = input.read(into);
        } finally {
            into.limit(limit);
        }
        if (count < 0) {
            throw new IllegalArgumentException(CUT_OFF);
        }
        advance(count);
        return count;
    }

    private void advance(int count) {
        position += count;
        if (position == dataTo && map != null) {
            stretch++;
            locate(map);
        }
    }

    boolean isSparse() {
        return map != null;
    }

    /** The position in the archive from which the content is read next. */
    long inArchive() {
        return input.position();
    }

    /** Digests the rest of content without holes. */
    void digest(MessageDigest digest) throws IOException {
        while (position < size) {
            int count = input.digest(digest, size - position);
            if (count < 0) {
                throw new IllegalArgumentException(CUT_OFF);
            }
            position += count;
        }
    }

    long skipHole() {
        long hole = Math.max(0, dataFrom - position);
        position += hole;
        return hole;
    }

    /** Goes to the next header. */
    void end() throws IOException {
        input.skip(Math.max(0, next - input.position()));
        position = size;
    }
}
