package io.bundlebackup.archive.tree;

/**
 * What is younger than two seconds before a scan began, or from the future. Equal times prove nothing at the clock's grain: who changes
 * such a file once more may leave it with the times that it has.
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
     * The first second in which something is young, since 1970: what a backup gives as the {@code lastIncrementalTime} to pass next.
     */
    public static long firstRacySecond(long begunAtMillis) {
        return new RacyTimestamps(begunAtMillis).seconds;
    }

    public boolean isRacy(long atSeconds, int atNanos) {
        return atSeconds > seconds || atSeconds == seconds && atNanos >= nanos;
    }
}
