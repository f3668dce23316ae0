package io.bundlebackup.upload.receive;

import io.bundlebackup.archive.tree.Workers;
import io.bundlebackup.capacity.Buffers;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.RestoringBundles;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.upload.store.BundleLocks;
import io.bundlebackup.upload.store.UploadFiles;
import io.bundlebackup.upload.store.UploadRows;
import java.io.IOException;
import java.util.concurrent.Callable;

/** The collaborators of all requests that write uploads. */
public record UploadTools(
        UploadRows rows,
        UploadFiles files,
        WriteLeases leases,
        BundleLocks locks,
        RestoringBundles bundles,
        Buffers buffers,
        Workers workers) {
    /** Refuses another file to a caller that has too many. */
    void requireShare(BundleId bundle) throws IOException {
        files.requireShare(() -> rows.filesOfCaller(bundle.sessionId()));
    }

    /** Does long work on another thread: on a request's own thread it would keep its carrier from other requests. */
    public <T> T onWorker(Callable<T> work) throws IOException {
        try {
            return workers.call(work);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(ProblemType.NOT_AVAILABLE, "The service is stopping.", e);
        }
    }
}
