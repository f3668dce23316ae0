package io.bundlebackup.vault.run;

import java.util.Arrays;
import java.util.Optional;

/** How far a run is. */
public enum RunState {
    /** It waits for its turn, for a slot, or for the next attempt. */
    QUEUED("queued"),
    RUNNING("running"),
    ENDED("ended");

    private final String wire;

    RunState(String wire) {
        this.wire = wire;
    }

    /** The name on the wire. */
    public String wire() {
        return wire;
    }

    public static Optional<RunState> of(String wire) {
        return Arrays.stream(values()).filter(value -> value.wire.equals(wire)).findFirst();
    }
}
