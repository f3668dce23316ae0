package io.bundlebackup.backup;

import io.bundlebackup.archive.FailedEntries;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.session.BundleTask;
import io.bundlebackup.session.DeliveredFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a worker made for one unit of a plan, to be told by the bundle's own thread.
 *
 * @param file what is delivered; null if there is nothing
 * @param failures what could not be taken, no more than the unit has entries
 */
record Made(@Nullable DeliveredFile file, List<Failed> failures) {
    static final Made NOTHING = new Made(null, List.of());

    /** An entry that could not be taken. */
    record Failed(String path, String reason) {}

    /** Makes a file, and says what failed on the way. */
    interface Making {
        @Nullable
        DeliveredFile with(FailedEntries failures) throws IOException, InterruptedException;
    }

    static Made by(Making making) throws IOException, InterruptedException {
        var failures = new ArrayList<Failed>();
        var file = making.with((path, reason) -> failures.add(new Failed(path, reason)));
        return new Made(file, failures);
    }

    /** Reports what failed and announces the file. */
    void tell(BundleTask task) throws InterruptedException {
        for (var failed : failures) {
            task.failed(failed.path, ErrorCode.IO_ERROR, failed.reason);
        }
        if (file != null) {
            task.announce(file);
        }
    }
}
