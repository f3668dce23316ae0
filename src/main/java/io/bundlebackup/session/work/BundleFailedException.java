package io.bundlebackup.session.work;

import io.bundlebackup.problem.Failure;
import org.jspecify.annotations.Nullable;

/** Ends a bundle with an error, which its {@code onBundleEnd} contains. */
public final class BundleFailedException extends Exception {
    private final Failure failure;

    public BundleFailedException(Failure failure, @Nullable Throwable cause) {
        super(failure.message(), cause);
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }
}
