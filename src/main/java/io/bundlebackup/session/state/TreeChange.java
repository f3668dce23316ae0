package io.bundlebackup.session.state;

/**
 * What a restore would do to one entry of its target.
 *
 * @param path as in the manifest
 * @param kind what
 */
public record TreeChange(String path, Kind kind) {
    /** How the entry in the new state stands to the present one. */
    public enum Kind {
        ADDED("added"),
        CHANGED("changed"),
        REMOVED("removed");

        private final String wire;

        Kind(String wire) {
            this.wire = wire;
        }

        public String wire() {
            return wire;
        }
    }
}
