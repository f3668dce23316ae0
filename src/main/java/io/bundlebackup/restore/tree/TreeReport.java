package io.bundlebackup.restore.tree;

import io.bundlebackup.archive.unpack.TreeBuildListener;
import io.bundlebackup.archive.unpack.UnsetAttribute;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.ManifestIndex;
import io.bundlebackup.manifest.SelectedLines;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.session.work.BundleTask;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tells the task of a bundle how far its new tree is, and what the tree lacks. {@link #restored} is thread-safe. */
final class TreeReport implements TreeBuildListener {
    /** So many entries that could not be kept are named, the others counted. */
    private static final int MOST_DROPPED = 1_000;

    private final BundleTask task;
    private final ManifestIndex manifest;
    private final Function<Entry, String> whyLost;
    private final LongAdder files = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final List<UnsetAttribute> unset = new ArrayList<>();
    private long dropped;
    private long lostFiles;
    private long lostBytes;

    /** @param whyLost the reason why the file of a line is not in the tree, for the user */
    TreeReport(BundleTask task, ManifestIndex manifest, Function<Entry, String> whyLost) {
        this.task = task;
        this.manifest = manifest;
        this.whyLost = whyLost;
    }

    @Override
    public void restored(long size) {
        files.increment();
        bytes.add(size);
    }

    /** Records how much is in the tree while it is filled. */
    void recordProgress() throws InterruptedException {
        task.restore().recordRestored(Math.min(files.sum(), manifest.files()), bytes.sum());
    }

    @Override
    public void dropped(String path, String reason) throws InterruptedException {
        dropped++;
        if (dropped <= MOST_DROPPED) {
            task.remark(path, ErrorCode.IO_ERROR, reason);
        }
    }

    @Override
    public void lost(Entry line) throws InterruptedException {
        lostFiles++;
        lostBytes += line.isHardLink() ? 0 : line.size();
        task.fileFailed(line.path().encoded(), ErrorCode.INVALID_ARGUMENT, whyLost.apply(line));
    }

    @Override
    public void unset(UnsetAttribute attribute) {
        unset.add(attribute);
    }

    /**
     * Reports on the complete tree.
     *
     * @param selected the part of the backup that is restored; null for everything
     */
    void finish(@Nullable SelectedLines selected) throws IOException, InterruptedException {
        if (dropped > MOST_DROPPED) {
            long more = dropped - MOST_DROPPED;
            task.remark(
                    ".",
                    ErrorCode.IO_ERROR,
                    more == 1 ? "1 further entry could not be kept" : more + " further entries could not be kept");
        }
        IncompleteBackup.remark(task, manifest, selected);
        task.restore().recordRestored(manifest.files() - lostFiles, Math.max(0, manifest.bytes() - lostBytes));
        for (var attribute : unset) {
            var path = attribute.first().encoded();
            if (attribute.kind() == UnsetAttribute.Kind.SET_ID) {
                task.remark(path, ErrorCode.NOT_PERMITTED, attribute.message());
            } else {
                var code = attribute.cause().isDenied() ? ErrorCode.NOT_PERMITTED : ErrorCode.IO_ERROR;
                task.fileFailed(path, code, attribute.message());
            }
        }
    }
}
