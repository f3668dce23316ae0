package io.bundlebackup.session.state;

import java.util.Arrays;
import java.util.Optional;

/** What a restore does with files that its manifest does not list. */
public enum RestoreMode {
    /** They are removed, as far as the present selection of the bundle covers them. */
    REPLACE("replace"),
    /** They stay. */
    MERGE("merge"),
    /** They stay. A file that was not uploaded, or differs from the manifest, is an error in the report, and the present file stays. */
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
