package io.bundlebackup.manifest;

/**
 * A file's time as the kernel gives it: seconds since the epoch, rounded down, and nanoseconds from there on; half a second before
 * the epoch is {@code (-1, 500_000_000)}. Wider than {@link java.time.Instant}, which cannot hold every {@code time_t}.
 *
 * @param seconds any
 * @param nanos 0 to 999,999,999
 */
public record UnixTime(long seconds, int nanos) {
    public static final UnixTime EPOCH = new UnixTime(0, 0);

    public UnixTime {
        if (nanos < 0 || nanos > 999_999_999) {
            throw new IllegalArgumentException("the nanoseconds " + nanos + " are not between 0 and 999999999");
        }
    }
}
