package io.bundlebackup.session.state;

/** How far a client and the service have come with the new state of a bundle that is restored. */
public enum Publication {
    /** The client uploads, or has not published yet. */
    NONE,
    /** The client has asked for a dry run. */
    DRY_RUN,
    /** The client has said that all files are uploaded: they are verified and applied, also after a restart of the service. */
    PUBLISHED,
    /** The new state replaces the old one; the bundle can no longer be stopped. */
    PLACED;

    /** The service has something to do for it. */
    public boolean pending() {
        return this != NONE;
    }
}
