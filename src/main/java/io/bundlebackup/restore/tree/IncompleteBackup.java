package io.bundlebackup.restore.tree;

import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.ManifestIndex;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.SelectedLines;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.session.work.BundleTask;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reports which files the backup could not take, as far as its manifest names them. These files are missing in the restored data, or have
 * the state of an earlier backup.
 */
final class IncompleteBackup {
    private IncompleteBackup() {}

    /** @param selected what is wanted of the backup; null for everything */
    static void remark(BundleTask task, ManifestIndex manifest, @Nullable SelectedLines selected)
            throws IOException, InterruptedException {
        var failures = manifest.header().failures();
        try (var lines = manifest.cursor()) {
            for (var path : failures.named()) {
                if (selected == null || selected.covers(path) || selected.isAbove(path)) {
                    var line = lines.find(path);
                    task.remark(path.encoded(), ErrorCode.IO_ERROR, message(line == null ? null : line.entry()));
                }
            }
        }
        if (failures.unnamed() > 0) {
            task.remark(
                    RawPath.ROOT.encoded(),
                    ErrorCode.IO_ERROR,
                    failures.unnamed() == 1
                            ? "when the backup was made, it could not take 1 more entry, which its manifest does not name;"
                                    + " that may be missing or of an earlier state"
                            : "when the backup was made, it could not take " + failures.unnamed()
                                    + " more entries, which its manifest does not name;"
                                    + " they may be missing or of an earlier state");
        }
    }

    private static String message(@Nullable Entry line) {
        if (line == null) {
            return "it is not in the backup: it could not be taken when the backup was made";
        }
        return line.isDirectory()
                ? "it could not be taken whole when the backup was made; what lies in it may be missing or of an earlier state"
                : "it could not be taken when the backup was made, and the backup has an earlier state of it";
    }
}
