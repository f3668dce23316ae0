package io.bundlebackup.session.state;

/** A step came for a bundle that is no longer where the step begins, for example begun after it was withdrawn. Not an error. */
public final class BundleGoneException extends RuntimeException {
    BundleGoneException() {
        super("the bundle has moved on", null, false, false);
    }
}
