package io.bundlebackup.session.state;

/** Where a delivered file stands. */
public enum FileState {
    /** Announced; can be fetched. */
    READY("ready"),
    /** The client has its copy; the service has deleted its own. */
    CLOSED("closed"),
    /** A big file that changed after it was announced: it is about to be announced again. Not listed. */
    STALE("stale"),
    /** A big file that kept changing, or was deleted: reported as failed. Not listed. */
    GIVEN_UP("givenUp");

    private final String wire;

    FileState(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }

    public static FileState of(String wire) {
        for (var state : values()) {
            if (state.wire.equals(wire)) {
                return state;
            }
        }
        throw new IllegalArgumentException(wire);
    }
}
