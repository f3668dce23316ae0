package io.bundlebackup.limits;

/**
 * How much of the service a caller may use. The limits of the whole service hold beside these.
 *
 * @param sessions live sessions at once
 * @param bytesPerSecond bytes of bodies and answers in a second, over all connections of the caller; more is delayed, not refused
 * @param uploadedBytes bytes of uploads that the service holds for the caller's sessions
 * @param connections requests at once, also those that wait or are read slowly
 * @param eventReaders readers of events and waiting requests at once
 * @param requestsPerSecond requests in a second; those of two seconds may come at once
 */
public record Shares(
        int sessions,
        long bytesPerSecond,
        long uploadedBytes,
        int connections,
        int eventReaders,
        int requestsPerSecond) {
    /** No limits but those of the service. */
    public static final Shares UNLIMITED = new Shares(
            Integer.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

    /** Whether bytes are counted at all. */
    public boolean paced() {
        return bytesPerSecond != Long.MAX_VALUE;
    }
}
