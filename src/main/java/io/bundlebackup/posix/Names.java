package io.bundlebackup.posix;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The names in a directory, sorted by unsigned bytes, each once, without {@code .} and {@code ..}. Immutable.
 *
 * <p>A name needs its length and five bytes of memory (200,000 names of 20 bytes: 5 MB), and up to three times that while the
 * names are read and sorted. All names are in one array, so a large directory is two objects instead of hundreds of
 * thousands.
 */
public final class Names implements Iterable<byte[]> {
    /** The concatenated names, each terminated by NUL, which no name contains and which sorts first. */
    private final byte[] bytes;

    private final int[] starts;

    private Names(byte[] bytes, int[] starts) {
        this.bytes = bytes;
        this.starts = starts;
    }

    public int size() {
        return starts.length;
    }

    /** A copy of the name at an index from 0 to {@link #size()} - 1. */
    public byte[] get(int index) {
        int start = starts[index];
        int end = start;
        while (bytes[end] != 0) {
            end++;
        }
        return Arrays.copyOfRange(bytes, start, end);
    }

    /** The index of the first name that sorts after {@code name}; {@link #size()} if there is none. */
    public int firstAfter(byte[] name) {
        int low = 0;
        int high = starts.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Arrays.compareUnsigned(get(middle), name) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Bytes of memory that the names need. */
    public long memory() {
        return bytes.length + 4L * starts.length;
    }

    @Override
    public Iterator<byte[]> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < starts.length;
            }

            @Override
            public byte[] next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return get(next++);
            }
        };
    }

    /** Collects the results of {@code getdents64}, in the kernel's order. */
    static final class Builder {
        private static final int RECORD_LENGTH = 16;
        private static final int NAME = 19;
        private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

        private byte[] bytes = new byte[512];
        private int length;
        private int[] starts = new int[32];
        private int size;

        /** Adds the records in the first {@code count} bytes. */
        void add(MemorySegment records, int count) throws PosixException {
            int record = 0;
            while (record < count) {
                int recordLength = records.get(ValueLayout.JAVA_SHORT_UNALIGNED, record + RECORD_LENGTH) & 0xffff;
                addName(records, record + NAME);
                record += recordLength;
            }
        }

        private void addName(MemorySegment records, int from) throws PosixException {
            int to = from;
            while (records.get(ValueLayout.JAVA_BYTE, to) != 0) {
                to++;
            }
            if (isDots(records, from, to - from)) {
                return;
            }
            int count = to - from + 1;
            if (count > LARGEST_ARRAY - length) {
                throw new PosixException(Errno.EOVERFLOW, "list directory");
            }
            if (count > bytes.length - length) {
                bytes = Arrays.copyOf(
                        bytes, (int) Math.min(LARGEST_ARRAY, Math.max(bytes.length * 2L, length + count)));
            }
            if (size == starts.length) {
                starts = Arrays.copyOf(starts, size * 2);
            }
            MemorySegment.copy(records, ValueLayout.JAVA_BYTE, from, bytes, length, count);
            starts[size++] = length;
            length += count;
        }

        private static boolean isDots(MemorySegment records, int from, int count) {
            for (int i = 0; i < count; i++) {
                if (records.get(ValueLayout.JAVA_BYTE, from + i) != '.') {
                    return false;
                }
            }
            return count <= 2;
        }

        Names build() {
            bytes = Arrays.copyOf(bytes, length);
            starts = Arrays.copyOf(starts, size);
            sort(new int[(size + 1) / 2], 0, size);
            return new Names(bytes, distinct());
        }

        /** A merge sort of the starts: the JDK sorts only boxed numbers by a comparator. */
        private void sort(int[] half, int from, int to) {
            if (to - from < 2) {
                return;
            }
            int middle = (from + to) >>> 1;
            sort(half, from, middle);
            sort(half, middle, to);
            if (compare(starts[middle - 1], starts[middle]) <= 0) {
                return;
            }
            int left = middle - from;
            System.arraycopy(starts, from, half, 0, left);
            int a = 0;
            int b = middle;
            for (int out = from; a < left; out++) {
                starts[out] = b == to || compare(half[a], starts[b]) <= 0 ? half[a++] : starts[b++];
            }
        }

        private int compare(int a, int b) {
            while (bytes[a] == bytes[b] && bytes[a] != 0) {
                a++;
                b++;
            }
            return (bytes[a] & 0xff) - (bytes[b] & 0xff);
        }

        /** The kernel may return a name twice if it is renamed or created again during the read. */
        private int[] distinct() {
            int kept = 0;
            for (int i = 0; i < size; i++) {
                if (i == 0 || compare(starts[i - 1], starts[i]) != 0) {
                    starts[kept++] = starts[i];
                }
            }
            return kept == size ? starts : Arrays.copyOf(starts, kept);
        }
    }
}
