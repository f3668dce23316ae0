package io.bundlebackup.vault.browse;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.tree.Node;
import io.bundlebackup.repository.tree.NodeAttribute;
import io.bundlebackup.repository.tree.TreeReader;
import io.bundlebackup.session.state.TreeChange.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two snapshots of a bundle. Directories that are equal are not read. A directory whose entries alone differ is not
 * listed itself; everything below a directory that was added or removed is. Used by one thread.
 */
public final class SnapshotDifference {
    private final SnapshotFiles from;
    private final SnapshotFiles to;
    private final @Nullable RawPath after;
    private final int limit;
    private final List<Change> changes = new ArrayList<>();

    /**
     * A change of one entry.
     *
     * @param size bytes of the file in the newer snapshot, or in the older one if it was removed; 0 of everything else
     */
    public record Change(RawPath path, Kind kind, long size) {}

    private SnapshotDifference(SnapshotFiles from, SnapshotFiles to, @Nullable RawPath after, int limit) {
        this.from = from;
        this.to = to;
        this.after = after;
        this.limit = limit;
    }

    /**
     * The changes in the order of paths.
     *
     * @param after only changes of later paths; null for all
     * @param limit the most changes
     */
    public static List<Change> page(SnapshotFiles from, SnapshotFiles to, @Nullable RawPath after, int limit)
            throws IOException {
        var difference = new SnapshotDifference(from, to, after, limit);
        difference.compare(RawPath.ROOT, from.root(), to.root());
        return difference.changes;
    }

    private boolean isFull() {
        return changes.size() >= limit;
    }

    /** @param old null for a directory that was added, or that was something else */
    private void compare(RawPath path, @Nullable BlobId old, @Nullable BlobId now) throws IOException {
        if (Objects.equals(old, now) || isFull() || isBefore(path)) {
            return;
        }
        var olds = old == null ? null : from.tree().open(old);
        var news = now == null ? null : to.tree().open(now);
        var left = next(olds);
        var right = next(news);
        while ((left != null || right != null) && !isFull()) {
            int order = left == null ? 1 : right == null ? -1 : Arrays.compareUnsigned(left.name(), right.name());
            compare(path, order <= 0 ? left : null, order >= 0 ? right : null);
            left = order <= 0 ? next(olds) : left;
            right = order >= 0 ? next(news) : right;
        }
    }

    private static @Nullable Node next(@Nullable TreeReader tree) throws IOException {
        return tree == null ? null : tree.next();
    }

    /** Whether everything below a directory comes before what is asked for. */
    private boolean isBefore(RawPath directory) {
        return after != null && !directory.isRoot() && !after.isUnder(directory) && directory.compareTo(after) < 0;
    }

    private void compare(RawPath directory, @Nullable Node old, @Nullable Node now) throws IOException {
        var path = directory.resolve(
                Objects.requireNonNull(old == null ? now : old).name());
        if (old == null || now == null || !isSame(old, now)) {
            var kind = old == null ? Kind.ADDED : now == null ? Kind.REMOVED : Kind.CHANGED;
            add(path, kind, Objects.requireNonNull(now == null ? old : now).size());
        }
        compare(path, old == null ? null : old.subtree(), now == null ? null : now.subtree());
    }

    private void add(RawPath path, Kind kind, long size) {
        if (!isFull() && (after == null || path.compareTo(after) > 0)) {
            changes.add(new Change(path, kind, size));
        }
    }

    /** Whether nothing of the entry itself differs. Inodes and the time of the last change of the inode do not count. */
    private static boolean isSame(Node a, Node b) {
        return a.type() == b.type()
                && a.permissions() == b.permissions()
                && a.mtime().equals(b.mtime())
                && a.uid() == b.uid()
                && a.gid() == b.gid()
                && a.size() == b.size()
                && Arrays.equals(a.target(), b.target())
                && Objects.equals(a.content(), b.content())
                && areSame(a.xattrs(), b.xattrs());
    }

    private static boolean areSame(List<NodeAttribute> a, List<NodeAttribute> b) {
        boolean same = a.size() == b.size();
        for (int i = 0; same && i < a.size(); i++) {
            same = a.get(i).name().equals(b.get(i).name())
                    && Arrays.equals(a.get(i).value(), b.get(i).value());
        }
        return same;
    }
}
