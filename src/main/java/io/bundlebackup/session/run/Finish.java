package io.bundlebackup.session.run;

import io.bundlebackup.problem.Failure;
import io.bundlebackup.session.state.Outcome;
import org.jspecify.annotations.Nullable;

/** How the work on a bundle finished; the bundle ends so unless another end was decided meanwhile. */
record Finish(
        Outcome outcome,
        @Nullable Failure failure,
        @Nullable Long lastIncrementalTime) {
    static Finish failed(Failure failure) {
        return new Finish(Outcome.FAILED, failure, null);
    }
}
