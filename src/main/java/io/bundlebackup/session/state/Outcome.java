package io.bundlebackup.session.state;

/** Why a bundle ended. */
public enum Outcome {
    /** Everything was delivered; single files may have failed. */
    COMPLETED("completed"),
    /** An error ended it. */
    FAILED("failed"),
    /** Its client ended it: cancelled, withdrawn, released, or the session expired. */
    CANCELLED("cancelled"),
    /** It could not take part. */
    REJECTED("rejected");

    private final String wire;

    Outcome(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }
}
