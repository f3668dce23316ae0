package io.bundlebackup.vault.restore;

import io.bundlebackup.archive.unpack.FileSource;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.tree.SnapshotTree;
import io.bundlebackup.restore.snapshot.StoredSnapshot;
import io.bundlebackup.vault.Vault;
import io.bundlebackup.vault.snapshot.Repositories;
import io.bundlebackup.vault.snapshot.VaultSnapshot;
import io.bundlebackup.vault.work.SnapshotData;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A snapshot of a vault while a restore reads it. */
final class OpenSnapshot implements StoredSnapshot {
    private final VaultSnapshot snapshot;
    private final byte[] file;
    private final Repositories.Use use;
    private final SnapshotTree tree;
    private final ReadFailures failures;
    /** The directories above the path that was found last, the root first. */
    private final ArrayDeque<DirectoryNodes> directories = new ArrayDeque<>();

    private @Nullable SnapshotData data;

    /**
     * @param file the content of the snapshot's file, which may be removed while the snapshot is read
     * @param use closed with this
     */
    OpenSnapshot(Vault vault, VaultSnapshot snapshot, byte[] file, Repositories.Use use) {
        this.snapshot = snapshot;
        this.file = file;
        this.use = use;
        this.tree = new SnapshotTree(use.repository().reader(), snapshot.tree());
        this.failures = new ReadFailures(vault, snapshot.bundleName());
    }

    @Override
    public void copyManifest(OutputStream to) throws IOException, InterruptedException {
        var blobs = use.repository().reader();
        try {
            var found = data();
            if (found.refusal() != null) {
                throw failures.lost("has no manifest");
            }
            if (found.manifest() == null) {
                new MadeManifest(snapshot, tree, blobs, failures).write(found, to);
            } else {
                try (var in = new VaultFile(tree, found.manifest(), blobs, failures).open()) {
                    in.transferTo(to);
                }
            }
        } catch (IOException e) {
            throw failures.of(e);
        }
    }

    private SnapshotData data() throws IOException {
        var known = data;
        if (known == null) {
            known = SnapshotData.find(use.repository().reader(), file);
            data = known;
        }
        return known;
    }

    @Override
    public FileSource find(RawPath path) throws IOException {
        var node = parentOf(path).find(path.name());
        if (node == null || !node.isFile()) {
            throw failures.lost("is missing");
        }
        return new VaultFile(tree, node, use.repository().reader(), failures);
    }

    /** Enters the directory above a path. */
    private DirectoryNodes parentOf(RawPath path) throws IOException {
        if (directories.isEmpty()) {
            directories.addLast(open(RawPath.ROOT, root()));
        }
        while (directories.size() > 1 && !path.isUnder(directories.getLast().path())) {
            directories.removeLast();
        }
        for (var next = below(directories.getLast().path(), path); next != null; ) {
            var node = directories.getLast().find(next.name());
            directories.addLast(open(next, node == null ? null : node.subtree()));
            next = below(next, path);
        }
        return directories.getLast();
    }

    private BlobId root() throws IOException {
        try {
            return data().directory();
        } catch (IOException e) {
            throw failures.of(e);
        }
    }

    private DirectoryNodes open(RawPath path, @Nullable BlobId id) throws IOException {
        return DirectoryNodes.open(path, tree, id, failures);
    }

    /** The directory right below another one on the way to a path; null if that is the path itself. */
    private static @Nullable RawPath below(RawPath directory, RawPath path) {
        int from = directory.isRoot() ? 0 : directory.length() + 1;
        for (int i = from; i < path.length(); i++) {
            if (path.bytes()[i] == '/') {
                return RawPath.of(Arrays.copyOf(path.bytes(), i));
            }
        }
        return null;
    }

    @Override
    public void close() {
        use.close();
    }
}
