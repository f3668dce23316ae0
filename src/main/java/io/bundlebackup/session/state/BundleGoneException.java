package io.bundlebackup.session.state;

/** The state of a bundle no longer allows a step, for example a begin after a withdrawal. Not an error. */
public final class BundleGoneException extends RuntimeException {
    BundleGoneException() {
        super("the bundle has moved on", null, false, false);
    }
}
