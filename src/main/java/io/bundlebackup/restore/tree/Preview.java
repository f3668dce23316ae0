package io.bundlebackup.restore.tree;

import io.bundlebackup.archive.tree.TreeWalk;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.posix.Stat;
import io.bundlebackup.restore.exchange.RootAttributes;
import io.bundlebackup.session.state.TreeChange;
import io.bundlebackup.session.work.RestoreTask;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a restore would change in the present tree, in one pass over the tree and the manifest, which have the same order. Files with
 * the same size and time are assumed to have the same content. Times of directories are not compared, because every change in them sets
 * them.
 */
final class Preview implements TreeWalk.Visitor {
    private static final int AT_ONCE = 1_000;
    /** In a mount point the service's own directory, with the new tree, is in the data. */
    private static final TreeWalk.Filter ALL_BUT_OWN = new TreeWalk.Filter() {
        @Override
        public boolean take(byte[] path, boolean directory) {
            return !KeptPaths.isOwn(path);
        }

        @Override
        public boolean descend(byte[] path) {
            return !KeptPaths.isOwn(path);
        }
    };

    private final RestoredLines lines;
    private final Directory present;
    private final KeptPaths kept;
    private final RestoreTask task;
    private final List<TreeChange> found = new ArrayList<>();
    private @Nullable Entry next;
    private final long[] counts = new long[TreeChange.Kind.values().length];

    private Preview(RestoredLines lines, Directory present, KeptPaths kept, RestoreTask task) throws IOException {
        this.lines = lines;
        this.present = present;
        this.kept = kept;
        this.task = task;
        this.next = lines.next();
    }

    /** Reports all changes to the task, and then the end of the dry run. */
    static void run(RestoredLines lines, Directory present, KeptPaths kept, RestoreTask task)
            throws IOException, InterruptedException {
        var preview = new Preview(lines, present, kept, task);
        TreeWalk.walk(present, ALL_BUT_OWN, preview);
        preview.addUpTo(null);
        preview.flush();
        task.finishDryRun(
                preview.count(TreeChange.Kind.ADDED),
                preview.count(TreeChange.Kind.CHANGED),
                preview.count(TreeChange.Kind.REMOVED));
    }

    private long count(TreeChange.Kind kind) {
        return counts[kind.ordinal()];
    }

    @Override
    public void entry(byte[] bytes, Stat stat, byte @Nullable [] linkTarget) throws IOException, InterruptedException {
        RawPath path;
        try {
            path = RawPath.of(bytes);
        } catch (IllegalArgumentException e) {
            // No manifest can list it.
            return;
        }
        addUpTo(path);
        var entry = next;
        if (entry != null && entry.path().equals(path)) {
            next = lines.next();
            if (differs(entry, stat, linkTarget)) {
                addChange(path, TreeChange.Kind.CHANGED);
            }
        } else {
            remove(path, stat.isDirectory());
        }
    }

    private void remove(RawPath path, boolean directory) throws InterruptedException {
        if (!path.isRoot() && !kept.take(path.bytes(), directory)) {
            addChange(path, TreeChange.Kind.REMOVED);
        }
    }

    /** Reports the lines before this path as added; null for all remaining lines. */
    private void addUpTo(@Nullable RawPath path) throws IOException, InterruptedException {
        while (next != null && (path == null || next.path().compareTo(path) < 0)) {
            addChange(next.path(), TreeChange.Kind.ADDED);
            next = lines.next();
        }
    }

    private void addChange(RawPath path, TreeChange.Kind kind) throws InterruptedException {
        counts[kind.ordinal()]++;
        found.add(new TreeChange(path.encoded(), kind));
        if (found.size() == AT_ONCE) {
            flush();
        }
    }

    private void flush() throws InterruptedException {
        if (!found.isEmpty()) {
            task.recordChanges(List.copyOf(found));
            found.clear();
        }
    }

    private boolean differs(Entry entry, Stat stat, byte @Nullable [] linkTarget) throws IOException {
        if (entry.mode() != stat.mode() || entry.uid() != stat.uid() || entry.gid() != stat.gid()) {
            return true;
        }
        if (entry.isSymbolicLink()) {
            return !Arrays.equals(Objects.requireNonNull(entry.link()).bytes(), linkTarget) || timeDiffers(entry, stat);
        }
        if (entry.isRegularFile() && (entry.size() != stat.size() || timeDiffers(entry, stat))) {
            return true;
        }
        try (var handle = entry.isDirectory()
                ? present.openDirectory(entry.path().bytes())
                : present.openFile(entry.path().bytes())) {
            return !entry.xattrs().equals(RootAttributes.xattrs(handle));
        } catch (PosixException e) {
            // Removed or replaced meanwhile, or not readable.
            return true;
        }
    }

    private static boolean timeDiffers(Entry entry, Stat stat) {
        return entry.mtimeSeconds() != stat.mtimeSeconds() || entry.mtimeNanos() != stat.mtimeNanos();
    }

    /** A socket, fifo or device, which no manifest lists. */
    @Override
    public void skipped(byte[] path, Stat stat) throws IOException, InterruptedException {
        RawPath raw;
        try {
            raw = RawPath.of(path);
        } catch (IllegalArgumentException e) {
            // Too long for any manifest.
            counts[TreeChange.Kind.REMOVED.ordinal()]++;
            return;
        }
        addUpTo(raw);
        if (next != null && next.path().equals(raw)) {
            next = lines.next();
            addChange(raw, TreeChange.Kind.CHANGED);
        } else {
            remove(raw, false);
        }
    }

    @Override
    public void unreadable(byte[] path, PosixException cause) throws IOException {
        if (!cause.isMissing()) {
            throw cause;
        }
    }
}
