package io.bundlebackup.vault.run;

import java.util.Arrays;
import java.util.Optional;

/** Why a run ended. */
public enum RunOutcome {
    COMPLETED("completed"),
    FAILED("failed"),
    CANCELLED("cancelled"),
    /** Another run of the same kind was queued or running for the repository. */
    SKIPPED("skipped");

    private final String wire;

    RunOutcome(String wire) {
        this.wire = wire;
    }

    /** The name on the wire. */
    public String wire() {
        return wire;
    }

    public static Optional<RunOutcome> of(String wire) {
        return Arrays.stream(values()).filter(value -> value.wire.equals(wire)).findFirst();
    }
}
