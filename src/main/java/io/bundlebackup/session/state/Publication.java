package io.bundlebackup.session.state;

/** How far a client and the service have come with the new state of a bundle that is restored. */
public enum Publication {
    /** The client uploads, or has not said that it is done. */
    NONE,
    /** The client wants to know what a restore would do. */
    DRY_RUN,
    /** The client has said that all is there: it is verified and applied, whatever happens to the service meanwhile. */
    PUBLISHED,
    /** The new state is put in place of the old one: there is no way back. */
    PLACED;

    /** The service has something to do for it. */
    public boolean pending() {
        return this != NONE;
    }
}
