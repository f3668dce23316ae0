package io.bundlebackup.session.state;

/** Where a bundle stands in its session; why it ended is its {@link Outcome}. */
public enum BundleState {
    /** Appended; {@code onBundleBegin} has not been sent. */
    QUEUED("queued"),
    /** Between {@code onBundleBegin} and {@code onBundleEnd}. */
    RUNNING("running"),
    /** Over. */
    ENDED("ended");

    private final String wire;

    BundleState(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }
}
