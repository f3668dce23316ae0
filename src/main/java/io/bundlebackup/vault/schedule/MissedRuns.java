package io.bundlebackup.vault.schedule;

import java.util.Locale;

/** What becomes of runs that were due while the service was down. */
public enum MissedRuns {
    /** One run, when the service is back, however many were missed. */
    RUN,
    /** None. */
    SKIP;

    /** The name on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
