package io.bundlebackup.archive.tar;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the map of a sparse file in each format of GNU tar: in the header block (type {@code S}), in pax records (0.0 and
 * 0.1), before the data (1.0). A malformed map is an {@link IllegalArgumentException} with a sentence.
 *
 * @param size of the file, holes included
 * @param stored bytes of data in the archive from the current position
 */
record SparseFile(long size, long stored, SparseMap map) {
    private static final int OLD_MAP = 386;
    private static final int OLD_EXTENDED = 482;
    private static final int OLD_SIZE = 483;
    private static final int MORE_EXTENDED = 504;
    private static final int PAIR = 24;
    private static final int NUMBER = 12;

    /** The type {@code S}: four stretches in the header, 21 more in each block that follows. */
    static SparseFile old(TarBlock header, long stored, TarInput input, int most) throws IOException {
        var map = new SparseMap(most);
        byte[] block = header.bytes();
        boolean more = addOld(map, block, OLD_MAP, 4) && block[OLD_EXTENDED] != 0;
        long size = TarNumbers.field(block, OLD_SIZE, NUMBER, "size");
        if (size < 0) {
            throw new IllegalArgumentException("the size is negative");
        }
        byte[] extension = new byte[TarHeader.BLOCK];
        while (more) {
            if (!input.readWhole(extension)) {
                throw new IllegalArgumentException("the archive is cut off within the map of a sparse file");
            }
            more = addOld(map, extension, 0, 21) && extension[MORE_EXTENDED] != 0;
        }
        map.requireFit(size, stored);
        return new SparseFile(size, stored, map);
    }

    /** Whether all fields for stretches were used. */
    private static boolean addOld(SparseMap map, byte[] block, int at, int places) {
        for (int i = 0; i < places; i++) {
            int from = at + i * PAIR;
            if (block[from + NUMBER] == 0) {
                return false;
            }
            long offset = TarNumbers.field(block, from, NUMBER, "map");
            long length = TarNumbers.field(block, from + NUMBER, NUMBER, "map");
            if (offset < 0 || length < 0) {
                throw new IllegalArgumentException("the map of the sparse file has a negative number");
            }
            map.add(offset, length);
        }
        return true;
    }

    /** Reads the map from pax records; null if the file is not sparse. */
    static @Nullable SparseFile pax(PaxHeader records, long stored, TarInput input, int most) throws IOException {
        byte[] major = records.get("GNU.sparse.major");
        byte[] minor = records.get("GNU.sparse.minor");
        if (major != null || minor != null) {
            if (isOne(major, '1') && isOne(minor, '0')) {
                return beforeData(required(records, "GNU.sparse.realsize"), stored, input, most);
            }
            if (!isOne(major, '0') || !isOne(minor, '0') && !isOne(minor, '1')) {
                throw new IllegalArgumentException("the sparse file has an unknown format");
            }
        }
        byte[] numbers = records.get(PaxHeader.MAP);
        if (numbers == null && !records.has("GNU.sparse.size")) {
            return null;
        }
        long size = required(records, "GNU.sparse.size");
        SparseMap map = numbers == null ? new SparseMap(most) : parse(numbers, most);
        map.requireFit(size, stored);
        return new SparseFile(size, stored, map);
    }

    private static boolean isOne(byte @Nullable [] value, char digit) {
        return value != null && value.length == 1 && value[0] == digit;
    }

    private static long required(PaxHeader records, String key) {
        byte[] value = records.get(key);
        if (value == null) {
            throw new IllegalArgumentException("the sparse file has no " + key);
        }
        return TarNumbers.decimal(value, key);
    }

    private static SparseMap parse(byte[] numbers, int most) {
        var map = new SparseMap(most);
        long offset = -1;
        int from = 0;
        for (int i = 0; i <= numbers.length && numbers.length > 0; i++) {
            if (i == numbers.length || numbers[i] == ',') {
                long number = TarNumbers.decimal(numbers, from, i, PaxHeader.MAP);
                if (offset < 0) {
                    offset = number;
                } else {
                    map.add(offset, number);
                    offset = -1;
                }
                from = i + 1;
            }
        }
        if (offset >= 0) {
            throw new IllegalArgumentException("the map of the sparse file is cut off");
        }
        return map;
    }

    /** Decimal numbers, one on each line, in whole blocks: the number of stretches, then offset and length of each. */
    private static SparseFile beforeData(long size, long stored, TarInput input, int most) throws IOException {
        var lines = new MapLines(input, stored);
        long stretches = lines.next();
        if (stretches > most) {
            throw new IllegalArgumentException("the sparse file has more than " + most + " stretches of data");
        }
        var map = new SparseMap(most);
        for (long i = 0; i < stretches; i++) {
            long offset = lines.next();
            map.add(offset, lines.next());
        }
        map.requireFit(size, lines.left);
        return new SparseFile(size, lines.left, map);
    }

    private static final class MapLines {
        private static final int LONGEST = 20;

        private final TarInput input;
        private final byte[] block = new byte[TarHeader.BLOCK];
        private int at = TarHeader.BLOCK;
        private long left;

        MapLines(TarInput input, long stored) {
            this.input = input;
            left = stored;
        }

        long next() throws IOException {
            var digits = new byte[LONGEST];
            int length = 0;
            for (int b = read(); b != '\n'; b = read()) {
                if (length == LONGEST) {
                    throw new IllegalArgumentException("the map of the sparse file is not made of numbers");
                }
                digits[length++] = (byte) b;
            }
            return TarNumbers.decimal(digits, 0, length, "the map of the sparse file");
        }

        private int read() throws IOException {
            if (at == TarHeader.BLOCK) {
                if (left < TarHeader.BLOCK || !input.readWhole(block)) {
                    throw new IllegalArgumentException("the map of the sparse file is cut off");
                }
                left -= TarHeader.BLOCK;
                at = 0;
            }
            return block[at++];
        }
    }
}
