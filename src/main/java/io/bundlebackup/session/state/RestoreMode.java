package io.bundlebackup.session.state;

import java.util.Arrays;
import java.util.Optional;

/** What a restore does with files that its manifest does not list. */
public enum RestoreMode {
    /** It is gone, as far as the bundle's present selection covers it. */
    REPLACE("replace"),
    /** It stays. */
    MERGE("merge"),
    /** It stays, and what was not uploaded, or is not what the manifest says, is an error in the report and stays as it is. */
    SALVAGE("salvage");

    private final String wire;

    RestoreMode(String wire) {
        this.wire = wire;
    }

    /** The name on the wire. */
    public String wire() {
        return wire;
    }

    public static Optional<RestoreMode> of(String wire) {
        return Arrays.stream(values()).filter(m -> m.wire.equals(wire)).findFirst();
    }
}
