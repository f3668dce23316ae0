package io.bundlebackup.vault.work;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobReader;
import io.bundlebackup.repository.tree.Node;
import io.bundlebackup.repository.tree.Snapshot;
import io.bundlebackup.repository.tree.SnapshotTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the data of a bundle lies in a snapshot: in {@value SnapshotWork#DATA} if a run has made the snapshot, else in the directory that
 * restic was told to back up. restic keeps the directories above that one, each with one entry, unless its path was relative.
 *
 * @param directory the tree with the data; of the whole snapshot if this service cannot restore the snapshot
 * @param node the entry of that directory; null if it is the root of the snapshot, which has no attributes
 * @param manifest null if no run has made the snapshot
 * @param refusal why the snapshot is not the data of a bundle, a clause; null if it is
 */
public record SnapshotData(
        BlobId directory,
        @Nullable Node node,
        @Nullable Node manifest,
        @Nullable String refusal) {
    private static final char UNKNOWN = '\ufffd';

    /** @param paths what restic was told to back up, from the file of the snapshot */
    public static SnapshotData find(BlobReader blobs, BlobId root, List<String> paths) throws IOException {
        var tree = new SnapshotTree(blobs, root);
        var manifest = tree.find(SnapshotWork.MANIFEST).filter(Node::isFile);
        var data = tree.find(SnapshotWork.DATA).filter(Node::isDirectory);
        if (manifest.isPresent() && data.isPresent() && data.get().subtree() instanceof BlobId directory) {
            return new SnapshotData(directory, data.get(), manifest.get(), null);
        }
        if (paths.size() != 1) {
            return refused(root, "restic backed up " + paths.size() + " paths");
        }
        var path = paths.getFirst();
        if (!path.startsWith("/")) {
            return refused(root, "its path is of another system");
        }
        var names =
                Arrays.stream(path.split("/")).filter(name -> !name.isEmpty()).toList();
        for (int from = 0; from < names.size(); from++) {
            var node = onlyEntry(tree, root, names.subList(from, names.size()));
            if (node != null) {
                return node.subtree() instanceof BlobId directory
                        ? new SnapshotData(directory, node, null, null)
                        : refused(root, "its path is no directory");
            }
        }
        // restic was told to back up the directory in which it was started.
        return new SnapshotData(root, null, null, null);
    }

    /** As {@link #find(BlobReader, BlobId, List)}, for the content of the snapshot's file. */
    public static SnapshotData find(BlobReader blobs, byte[] file) throws IOException {
        var snapshot = Snapshot.parse(file);
        return find(blobs, snapshot.tree(), snapshot.paths());
    }

    private static SnapshotData refused(BlobId root, String why) {
        return new SnapshotData(root, null, null, why);
    }

    /** The entry at the end of a chain of directories with one entry each; null if the names of the snapshot are others. */
    private static @Nullable Node onlyEntry(SnapshotTree tree, BlobId root, List<String> names) throws IOException {
        Node node = null;
        for (var name : names) {
            var directory = node == null ? root : node.subtree();
            var entries = directory == null ? List.<Node>of() : tree.list(directory, null, 2);
            if (entries.size() != 1 || !isName(entries.getFirst().name(), name)) {
                return null;
            }
            node = entries.getFirst();
        }
        return node;
    }

    /** In the file of a snapshot, Go writes another character for bytes that are not UTF-8. */
    private static boolean isName(byte[] found, String name) {
        return name.indexOf(UNKNOWN) >= 0 || Arrays.equals(found, name.getBytes(StandardCharsets.UTF_8));
    }
}
