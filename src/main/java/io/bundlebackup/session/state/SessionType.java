package io.bundlebackup.session.state;

import java.util.Arrays;
import java.util.Optional;

/** What a session is for; OpenHarmony's {@code SessionBackup}, {@code SessionRestore} and {@code IncrementalBackupSession}. */
public enum SessionType {
    BACKUP("backup"),
    RESTORE("restore"),
    INCREMENTAL_BACKUP("incrementalBackup"),
    /** Of the service itself, for a snapshot in a vault; clients cannot create such sessions. */
    VAULT("vault");

    private final String wire;

    SessionType(String wire) {
        this.wire = wire;
    }

    /** The name on the wire. */
    public String wire() {
        return wire;
    }

    public static Optional<SessionType> of(String wire) {
        return Arrays.stream(values()).filter(t -> t.wire.equals(wire)).findFirst();
    }
}
