package io.bundlebackup.upload.receive;

import io.bundlebackup.archive.tree.Workers;
import io.bundlebackup.capacity.Buffers;
import io.bundlebackup.limits.CallerScope;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.RestoringBundles;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.upload.store.BundleLocks;
import io.bundlebackup.upload.store.UploadFiles;
import io.bundlebackup.upload.store.UploadName;
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

    /**
     * Refuses bytes beyond the quota of the caller for whom this thread works. What other requests are writing counts as written.
     *
     * @param bytes of this upload
     * @throws ProblemException {@code no-space}
     */
    void requireQuota(UploadName name, long bytes) throws IOException {
        long quota = CallerScope.limits().shares().uploadedBytes();
        if (quota == Long.MAX_VALUE) {
            return;
        }
        long held = rows.completeBytesOf(name) + leases.holds(rows.sessionsOf(name.caller()), name);
        for (var kept : rows.unfinishedOf(name.caller())) {
            var row = kept.row();
            boolean counted = kept.bundle().equals(name.bundle()) && row.uri().equals(name.uri())
                    || leases.isWriting(kept.bundle(), row.uri());
            if (!counted) {
                held += row.size() != null ? row.size() : files.arrived(kept.bundle(), row);
            }
        }
        if (held + bytes > quota) {
            throw new ProblemException(
                    ProblemType.NO_SPACE,
                    "The uploads of the caller would have " + (held + bytes) + " bytes, and may have " + quota
                            + ". Release a session, or remove uploads.");
        }
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
