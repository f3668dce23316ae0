package io.bundlebackup.vault.work;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobReader;
import io.bundlebackup.repository.blob.BlobType;
import io.bundlebackup.repository.tree.Node;
import io.bundlebackup.repository.tree.TreeReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A directory of the parent, read in step with the lines of the new manifest. Memory: its blob. Not thread-safe. */
final class ParentDirectory {
    private final BlobReader blobs;
    private final TreeReader tree;
    private @Nullable Node next;

    /** @throws DamagedParentException if the directory cannot be loaded */
    ParentDirectory(BlobReader blobs, BlobId id) throws IOException {
        this.blobs = blobs;
        try {
            tree = new TreeReader(blobs.load(id, BlobType.TREE));
            next = tree.next();
        } catch (IOException e) {
            throw new DamagedParentException(e);
        }
    }

    /** The entry with this name; null if there is none. Call in the order of names. */
    @Nullable
    Node find(byte[] name) throws IOException {
        try {
            while (next != null && Arrays.compareUnsigned(next.name(), name) < 0) {
                next = tree.next();
            }
        } catch (IOException e) {
            throw new DamagedParentException(e);
        }
        return next != null && Arrays.equals(next.name(), name) ? next : null;
    }

    /** The directory with this name; null if there is none. */
    @Nullable
    BlobId subtree(byte[] name) throws IOException {
        var node = find(name);
        return node == null ? null : node.subtree();
    }

    /**
     * The pieces of an unchanged file.
     *
     * @throws DamagedParentException if there is no such file, or the repository lacks a piece
     */
    List<BlobId> pieces(byte[] name, long size) throws IOException {
        var node = find(name);
        if (node == null || node.content() == null || node.size() != size) {
            throw new DamagedParentException("its trees lack a file that its manifest lists");
        }
        for (var id : node.content()) {
            if (blobs.length(id, BlobType.DATA) < 0) {
                throw new DamagedParentException("the repository lacks the piece " + id + " of a file");
            }
        }
        return node.content();
    }
}
