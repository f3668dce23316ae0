package io.bundlebackup.limits;

import java.util.Set;

/**
 * The limits of one caller. Immutable.
 *
 * @param bundles the bundles that the caller reaches; all others do not exist for the caller
 * @param sessionTypes the types of sessions that the caller may create, as on the wire: {@code backup}, {@code incrementalBackup}, {@code
 *     restore}. Without {@code restore} the caller cannot change the data of a bundle in any way
 * @param shares how much of the service the caller may use
 */
public record Limits(NamePatterns bundles, Set<String> sessionTypes, Shares shares) {
    /** The types of sessions that clients create. */
    public static final Set<String> SESSION_TYPES = Set.of("backup", "incrementalBackup", "restore");

    /** The type of session that changes data. */
    public static final String RESTORE = "restore";

    /** The limits of a caller without limits of its own, and of the service itself. */
    public static final Limits NONE = new Limits(NamePatterns.ALL, SESSION_TYPES, Shares.UNLIMITED);

    public Limits {
        sessionTypes = Set.copyOf(sessionTypes);
    }

    /** Whether the bundle of this name exists for the caller. */
    public boolean reach(String bundleName) {
        return bundles.match(bundleName);
    }

    /** Whether the caller may create sessions of this type. */
    public boolean allow(String sessionType) {
        return sessionTypes.contains(sessionType);
    }
}
