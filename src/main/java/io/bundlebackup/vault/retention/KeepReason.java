package io.bundlebackup.vault.retention;

import java.util.Locale;

/** Why a snapshot stays. The first seven are rules of a schedule; the others hold whatever the rules say. */
public enum KeepReason {
    /** One of the newest. */
    LAST,
    /** The newest of its hour. */
    HOURLY,
    /** The newest of its day. */
    DAILY,
    /** The newest of its ISO week, from Monday to Sunday. */
    WEEKLY,
    /** The newest of its month. */
    MONTHLY,
    /** The newest of its year. */
    YEARLY,
    /** Not older than a duration before the newest. */
    WITHIN,
    /** A caller has pinned the snapshot. */
    PINNED,
    /** The newest complete snapshot of the repository. */
    NEWEST_COMPLETE,
    /** One of the newest complete snapshots that {@code min-keep} protects. */
    MIN_KEEP,
    /** The snapshot lacks files, and no newer complete snapshot has been kept for seven days. */
    INCOMPLETE,
    /** The first complete snapshot after an incomplete one, for seven days. */
    AFTER_INCOMPLETE,
    /** No schedule of the repository has a rule, or one of them keeps everything. */
    NO_RULE,
    /** The clock is not to be trusted, so nothing is removed. */
    SUSPENDED;

    /** The name on the wire, such as {@code min-keep}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
