package io.bundlebackup.vault.restore;

import io.bundlebackup.archive.unpack.ContentLostException;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.tree.Node;
import io.bundlebackup.repository.tree.SnapshotTree;
import io.bundlebackup.repository.tree.TreeReader;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The entries of a directory of a snapshot, read in the order of their names. A damaged directory has none of its files. Not thread-safe. */
final class DirectoryNodes {
    private final RawPath path;
    private final ReadFailures failures;
    private final @Nullable TreeReader reader;
    private @Nullable Node next;
    private @Nullable ContentLostException damage;

    private DirectoryNodes(
            RawPath path, ReadFailures failures, @Nullable TreeReader reader, @Nullable ContentLostException damage) {
        this.path = path;
        this.failures = failures;
        this.reader = reader;
        this.damage = damage;
    }

    /** @param id null if there is no such directory */
    static DirectoryNodes open(RawPath path, SnapshotTree tree, @Nullable BlobId id, ReadFailures failures)
            throws IOException {
        if (id == null) {
            return new DirectoryNodes(path, failures, null, failures.lost("is missing"));
        }
        try {
            var nodes = new DirectoryNodes(path, failures, tree.open(id), null);
            nodes.advance();
            return nodes;
        } catch (IOException e) {
            return new DirectoryNodes(path, failures, null, damage(failures.of(e)));
        }
    }

    /** Other failures than damage end the restore. */
    private static ContentLostException damage(IOException failure) throws IOException {
        if (failure instanceof ContentLostException lost) {
            return lost;
        }
        throw failure;
    }

    RawPath path() {
        return path;
    }

    /**
     * The entry with this name; null if there is none. Call in the order of names.
     *
     * @throws ContentLostException if the directory is damaged
     */
    @Nullable
    Node find(byte[] name) throws IOException {
        if (damage == null) {
            try {
                while (next != null && Arrays.compareUnsigned(next.name(), name) < 0) {
                    advance();
                }
            } catch (IOException e) {
                damage = damage(failures.of(e));
            }
        }
        if (damage != null) {
            throw new ContentLostException(damage.reason(), damage);
        }
        return next != null && Arrays.equals(next.name(), name) ? next : null;
    }

    private void advance() throws IOException {
        next = reader == null ? null : reader.next();
    }
}
