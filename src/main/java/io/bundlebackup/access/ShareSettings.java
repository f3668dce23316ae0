package io.bundlebackup.access;

import io.bundlebackup.limits.Shares;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * The configured share of a caller; what is absent is not limited.
 *
 * @param sessions live sessions at once
 * @param bytesPerSecond of downloads and uploads together
 * @param uploadedBytes bytes of uploads held at once
 * @param connections requests at once
 * @param eventReaders readers of events and waiting requests at once
 * @param requestsPerSecond requests in a second
 */
public record ShareSettings(
        @Nullable Integer sessions,
        @Nullable DataSize bytesPerSecond,
        @Nullable DataSize uploadedBytes,
        @Nullable Integer connections,
        @Nullable Integer eventReaders,
        @Nullable Integer requestsPerSecond) {
    /** No limits. */
    public static final ShareSettings NONE = new ShareSettings(null, null, null, null, null, null);

    /** Slower transfers would keep connections open for ever: clients are cut by their own time-outs. */
    private static final long LEAST_BYTES_PER_SECOND = 1 << 14;

    /**
     * @param key where the settings stand, for the message of a refused start
     * @throws IllegalArgumentException if a share is too small
     */
    public void check(String key) {
        atLeastOne(key + ".sessions", sessions);
        atLeastOne(key + ".connections", connections);
        atLeastOne(key + ".event-readers", eventReaders);
        atLeastOne(key + ".requests-per-second", requestsPerSecond);
        require(
                bytesPerSecond == null || bytesPerSecond.toBytes() >= LEAST_BYTES_PER_SECOND,
                key + ".bytes-per-second must be at least 16KB.");
        require(uploadedBytes == null || !uploadedBytes.isNegative(), key + ".uploaded-bytes must not be negative.");
    }

    /** The share as a value. */
    public Shares shares() {
        return new Shares(
                sessions == null ? Integer.MAX_VALUE : sessions,
                bytesPerSecond == null ? Long.MAX_VALUE : bytesPerSecond.toBytes(),
                uploadedBytes == null ? Long.MAX_VALUE : uploadedBytes.toBytes(),
                connections == null ? Integer.MAX_VALUE : connections,
                eventReaders == null ? Integer.MAX_VALUE : eventReaders,
                requestsPerSecond == null ? Integer.MAX_VALUE : requestsPerSecond);
    }

    private static void atLeastOne(String key, @Nullable Integer value) {
        require(value == null || value >= 1, key + " must be at least 1.");
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(sentence);
        }
    }
}
