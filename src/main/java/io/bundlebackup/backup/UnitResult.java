package io.bundlebackup.backup;

import io.bundlebackup.archive.tree.FailedEntries;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.session.state.DeliveredFile;
import io.bundlebackup.session.work.BundleTask;
import io.bundlebackup.session.work.NotTaken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a worker for one unit of a plan; the bundle's own thread reports it.
 *
 * @param file what is delivered; null if there is nothing
 * @param failures the entries that could not be packed, at most as many as the unit has
 * @param changed paths of files that may change and have changed while they were read
 */
record UnitResult(@Nullable DeliveredFile file, List<NotTaken> failures, List<String> changed) {
    static final UnitResult NOTHING = new UnitResult(null, List.of(), List.of());

    /** Makes a file, and reports the entries that failed. */
    interface Producer {
        @Nullable
        DeliveredFile produce(FailedEntries failures) throws IOException, InterruptedException;
    }

    static UnitResult produce(Producer making) throws IOException, InterruptedException {
        var failures = new ArrayList<NotTaken>();
        var changed = new ArrayList<String>();
        var file = making.produce(new FailedEntries() {
            @Override
            public void failed(String path, String reason) {
                failures.add(new NotTaken(path, reason));
            }

            @Override
            public void changed(String path) {
                changed.add(path);
            }
        });
        return new UnitResult(file, failures, changed);
    }

    /** Announces the file, and reports what failed. */
    void report(BundleTask task, Announcements announcements) throws IOException, InterruptedException {
        if (file != null) {
            announcements.announce(file, failures);
            return;
        }
        for (var failed : failures) {
            task.fileFailed(failed.path(), ErrorCode.IO_ERROR, failed.reason());
        }
    }
}
