package io.bundlebackup.session.state;

import java.util.Arrays;
import java.util.Optional;

/**
 * Where a session stands.
 *
 * <pre>
 * OPEN      --append-->                        RUNNING, or COMPLETED if every bundle was refused
 * RUNNING   --last bundle ends-->              COMPLETED
 * OPEN, COMPLETED --release, expiry-->         RELEASED, EXPIRED
 * RUNNING   --release, expiry-->               RELEASING (RELEASED, EXPIRED at once if nothing had begun)
 * RELEASING --last bundle ends-->              RELEASED, EXPIRED
 * </pre>
 */
public enum SessionState {
    /** Created; nothing was appended. */
    OPEN("open"),
    /** At least one bundle has not ended. */
    RUNNING("running"),
    /** Everything that was appended has ended. */
    COMPLETED("completed"),
    /** Released or expired while bundles were running, which are being ended. */
    RELEASING("releasing"),
    /** Ended by its client. Readable until the history drops it. */
    RELEASED("released"),
    /** Ended because nobody used it. Readable until the history drops it. */
    EXPIRED("expired");

    private final String wire;

    SessionState(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }

    public static Optional<SessionState> of(String wire) {
        return Arrays.stream(values()).filter(s -> s.wire.equals(wire)).findFirst();
    }

    /** Neither released nor expired (semantics: <i>live</i>). */
    public boolean live() {
        return this != RELEASED && this != EXPIRED;
    }

    /** Whether work may still be given to it. */
    public boolean acceptsWork() {
        return this == OPEN || this == RUNNING || this == COMPLETED;
    }
}
