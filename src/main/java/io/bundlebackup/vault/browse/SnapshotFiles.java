package io.bundlebackup.vault.browse;

import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobReader;
import io.bundlebackup.repository.blob.BlobType;
import io.bundlebackup.repository.tree.LargeTrees;
import io.bundlebackup.repository.tree.Node;
import io.bundlebackup.repository.tree.SnapshotTree;
import io.bundlebackup.vault.work.SnapshotData;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The directories and files of a bundle in a snapshot; paths are those of the manifest. Of a snapshot that is not the data of one bundle
 * paths begin at the root of the snapshot. Thread-safe. Every method throws an {@link IOException} for damage.
 */
public final class SnapshotFiles {
    private static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private final BlobReader blobs;
    private final SnapshotTree tree;
    private final BlobId data;
    private final Optional<Node> manifest;
    private final Optional<ManifestLookup> lines;

    /** @param trees remembers large directories */
    public SnapshotFiles(BlobReader blobs, SnapshotData found, LargeTrees trees) {
        this.blobs = blobs;
        data = found.directory();
        tree = new SnapshotTree(blobs, data, trees);
        manifest = Optional.ofNullable(found.manifest());
        lines = manifest.map(file -> new ManifestLookup(new SnapshotTree(new RecentBlobs(blobs), data), file));
    }

    SnapshotTree tree() {
        return tree;
    }

    /** The directory that holds the bundle's data. */
    BlobId root() {
        return data;
    }

    /** The directory with this path; empty if there is none. */
    public Optional<BlobId> directory(RawPath path) throws IOException {
        return path.isRoot() ? Optional.of(data) : find(path).map(Node::subtree);
    }

    /** The entry with this path, which is not the root; empty if there is none. */
    public Optional<Node> find(RawPath path) throws IOException {
        return tree.find(path.bytes());
    }

    /** Entries of a directory in the order of their names, those behind a name. */
    public List<Node> list(BlobId directory, byte @Nullable [] after, int limit) throws IOException {
        return tree.list(directory, after, limit);
    }

    /**
     * The SHA-256 of a file, as 64 hexadecimal digits: what consists of one piece has that of the piece, for others the manifest is asked.
     * Empty if a snapshot of restic has no manifest.
     */
    public Optional<String> sha256(RawPath path, Node file) throws IOException {
        var content = file.content();
        if (content != null && content.size() == 1) {
            return Optional.of(content.getFirst().toString());
        }
        if (content == null || content.isEmpty()) {
            return Optional.of(EMPTY);
        }
        return lines.isEmpty() ? Optional.empty() : lines.get().find(path).map(Entry::sha256);
    }

    /** Loads every piece of a file, so that damage is known before the first byte is sent. */
    void verify(Node file) throws IOException {
        if (file.content() != null) {
            for (var piece : file.content()) {
                blobs.load(piece, BlobType.DATA);
            }
        }
    }

    /** A part of the content of a file; each piece is checked before its bytes are returned. */
    public InputStream content(Node file, long from, long count) {
        return tree.content(file, from, count);
    }

    /** The manifest; empty if a snapshot of restic has none. */
    public Optional<Node> manifest() {
        return manifest;
    }
}
