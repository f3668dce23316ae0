package io.bundlebackup.archive.tree;

/**
 * Timestamps too recent to trust: later than two seconds before the begin of a scan. A file that changes again within the
 * clock's resolution keeps the same times, so equal times do not prove equal content.
 */
public final class RacyTimestamps {
    private static final long YOUNG_MILLIS = 2_000;
    private static final long NANOS = 1_000_000;

    private final long seconds;
    private final long nanos;

    public RacyTimestamps(long begunAtMillis) {
        long since = begunAtMillis - YOUNG_MILLIS;
        seconds = Math.floorDiv(since, 1000L);
        nanos = Math.floorMod(since, 1000L) * NANOS;
    }

    /**
     * The first second, since 1970, of racy timestamps: the {@code lastIncrementalTime} to pass to the next backup.
     */
    public static long firstRacySecond(long begunAtMillis) {
        return new RacyTimestamps(begunAtMillis).seconds;
    }

    public boolean isRacy(long atSeconds, int atNanos) {
        return atSeconds > seconds || atSeconds == seconds && atNanos >= nanos;
    }
}
