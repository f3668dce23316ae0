package io.bundlebackup.vault.run;

import java.util.Arrays;
import java.util.Optional;

/** What a run does. */
public enum RunKind {
    /** Makes a snapshot of a bundle. */
    BACKUP("backup"),
    /** Frees the space of forgotten snapshots in the repository of a bundle. */
    PRUNE("prune");

    private final String wire;

    RunKind(String wire) {
        this.wire = wire;
    }

    /** The name on the wire. */
    public String wire() {
        return wire;
    }

    public static Optional<RunKind> of(String wire) {
        return Arrays.stream(values()).filter(value -> value.wire.equals(wire)).findFirst();
    }
}
