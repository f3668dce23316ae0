package io.bundlebackup.manifest;

/**
 * Positions of evenly spread lines of a manifest. Every second sample is dropped when there are too many or their paths are
 * too long. At most {@value #MAX} samples and {@value #MAX_BYTES} bytes of paths. Filled by one thread, then
 * read by any.
 */
final class ManifestSamples {
    static final int MAX = 1 << 16;
    static final int MAX_BYTES = 1 << 24;
    private static final long FIRST_DISTANCE = 1 << 13;

    private final byte[][] paths;
    private final long[] offsets;
    private final long[] numbers;
    private int count;
    private int pathBytes;
    private long distance = FIRST_DISTANCE;

    ManifestSamples() {
        this(MAX);
    }

    ManifestSamples(int max) {
        paths = new byte[max][];
        offsets = new long[max];
        numbers = new long[max];
    }

    /** Called for every line in order; stores a sample where it needs one. */
    void add(RawPath path, long offset, long number) {
        if (count > 0 && offset - offsets[count - 1] < distance) {
            return;
        }
        if (count == paths.length || pathBytes > MAX_BYTES - path.length()) {
            thinOut();
        }
        paths[count] = path.bytes();
        offsets[count] = offset;
        numbers[count++] = number;
        pathBytes += path.length();
    }

    private void thinOut() {
        int kept = 0;
        pathBytes = 0;
        for (int i = 0; i < count; i += 2) {
            paths[kept] = paths[i];
            offsets[kept] = offsets[i];
            numbers[kept++] = numbers[i];
            pathBytes += paths[i].length;
        }
        for (int i = kept; i < count; i++) {
            paths[i] = new byte[0];
        }
        count = kept;
        distance *= 2;
    }

    int count() {
        return count;
    }

    long offset(int sample) {
        return offsets[sample];
    }

    /** The number of its line. */
    long number(int sample) {
        return numbers[sample];
    }

    /** Whether the sample exists and its path is not after the other. */
    boolean isUpTo(int sample, byte[] path) {
        byte[] sampled = sample < count ? paths[sample] : null;
        return sampled != null && RawPath.compare(sampled, 0, sampled.length, path, 0, path.length) <= 0;
    }

    /** The last sample whose path is not after the other; -1 if there is none. */
    int floor(byte[] path) {
        int low = -1;
        int high = count;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (isUpTo(middle, path)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
