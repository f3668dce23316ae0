package io.bundlebackup.repository.tree;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Cuts content where the content says: a gear hash over the last 64 bytes. Equal content is cut alike wherever it lies in a file, so it is
 * stored once. The hash depends on a secret of the repository: the sizes of the pieces say nothing about content that is known.
 *
 * <p>A piece has {@value #SHORTEST} to {@value #LONGEST} bytes, 1 MiB on average; the last piece of a file may be shorter. Immutable and
 * thread-safe; each file needs a {@link Cut} of its own.
 */
public final class Chunker {
    /** The length of the shortest piece; a file up to this length is one piece. */
    public static final int SHORTEST = 512 << 10;

    /** The length of the longest piece. */
    public static final int LONGEST = 8 << 20;

    /** A cut lies where so many highest bits of the hash are 0: after 512 KiB beyond the shortest piece, on average. */
    private static final int ZERO_BITS = 19;

    private final long[] table = new long[256];

    /** @param secret of the repository; must never change, or nothing that is stored is found again */
    public Chunker(byte[] secret) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (int i = 0; i < table.length; i++) {
                digest.update(secret);
                digest.update((byte) i);
                table[i] = ByteBuffer.wrap(digest.digest()).getLong();
            }
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Begins a file. */
    public Cut begin() {
        return new Cut();
    }

    /** The state between two parts of one file. Not thread-safe. */
    public final class Cut {
        private long hash;
        private int length;

        private Cut() {}

        /**
         * Takes more content of the current piece.
         *
         * @return the index behind the last byte of the piece, where the next piece begins; -1 if the piece goes on after {@code to}
         */
        public int next(byte[] bytes, int from, int to) {
            int skipped = Math.clamp(SHORTEST - length, 0, to - from);
            int end = (int) Math.min(to, (long) from + LONGEST - length);
            int at = find(bytes, from + skipped, end);
            if (at < 0 && end < to) {
                at = end;
            }
            if (at < 0 && length + (end - from) == LONGEST) {
                at = end;
            }
            if (at < 0) {
                length += to - from;
                return -1;
            }
            hash = 0;
            length = 0;
            return at;
        }

        private int find(byte[] bytes, int from, int end) {
            var gear = table;
            long h = hash;
            for (int i = from; i < end; i++) {
                h = (h << 1) + gear[bytes[i] & 0xff];
                if (h >>> (Long.SIZE - ZERO_BITS) == 0) {
                    return i + 1;
                }
            }
            hash = h;
            return -1;
        }
    }
}
