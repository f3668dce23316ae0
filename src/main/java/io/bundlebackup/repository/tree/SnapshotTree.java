package io.bundlebackup.repository.tree;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobReader;
import io.bundlebackup.repository.blob.BlobType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the directories and files of a snapshot; loads only the blobs that it needs. Paths are names joined by {@code /}, as bytes; an empty
 * path is the root. Symbolic links are not followed. Every method throws an {@link InvalidTreeException} for a damaged tree, and an {@link
 * IOException} for a blob that is damaged or missing. Thread-safe.
 */
public final class SnapshotTree {
    private static final LargeTrees NONE = new LargeTrees(0);

    private final BlobReader blobs;
    private final BlobId root;
    private final LargeTrees trees;

    /** @param root the tree of the snapshot, or of a directory in it */
    public SnapshotTree(BlobReader blobs, BlobId root) {
        this(blobs, root, NONE);
    }

    /** @param trees where {@link #find} and {@link #list} look for large directories first */
    public SnapshotTree(BlobReader blobs, BlobId root, LargeTrees trees) {
        this.blobs = blobs;
        this.root = root;
        this.trees = trees;
    }

    /** Receives the entries of a walk in the order of paths: a directory before its entries. */
    public interface Visitor {
        /** @param path of the entry, relative to where the walk began; never empty */
        void entry(byte[] path, Node node) throws IOException, InterruptedException;
    }

    /** The directory with this path, which may be the root; empty if there is none. */
    public Optional<BlobId> directory(byte[] path) throws IOException {
        return path.length == 0 ? Optional.of(root) : find(path).map(Node::subtree);
    }

    /** As {@link #find(byte[])} for a path of UTF-8. */
    public Optional<Node> find(String path) throws IOException {
        return find(path.getBytes(StandardCharsets.UTF_8));
    }

    /** The entry with this path, below the root; empty if there is none. */
    public Optional<Node> find(byte[] path) throws IOException {
        BlobId directory = root;
        for (int from = 0; ; ) {
            int to = from;
            while (to < path.length && path[to] != '/') {
                to++;
            }
            var node = find(directory, Arrays.copyOfRange(path, from, to));
            if (node == null || to == path.length) {
                return Optional.ofNullable(node);
            }
            if (node.subtree() == null) {
                return Optional.empty();
            }
            directory = node.subtree();
            from = to + 1;
        }
    }

    private @Nullable Node find(BlobId directory, byte[] name) throws IOException {
        var parts = trees.open(blobs, directory);
        var tree = parts.open(parts.partOf(name));
        for (var node = tree.next(); node != null; node = tree.next()) {
            int order = Node.compareNames(node.name(), name);
            if (order >= 0) {
                return order == 0 ? node : null;
            }
        }
        return null;
    }

    /**
     * Entries of a directory, in the order of their names.
     *
     * @param after only names after this one; null for all
     * @param limit the most entries
     */
    public List<Node> list(BlobId directory, byte @Nullable [] after, int limit) throws IOException {
        var nodes = new ArrayList<Node>();
        var parts = trees.open(blobs, directory);
        for (int i = after == null ? 0 : parts.partOf(after); i < parts.count() && nodes.size() < limit; i++) {
            var tree = parts.open(i);
            for (var node = tree.next(); node != null && nodes.size() < limit; node = tree.next()) {
                if (after == null || Node.compareNames(node.name(), after) > 0) {
                    nodes.add(node);
                }
            }
        }
        return nodes;
    }

    /** Opens the entries of a directory. Memory: the blob of the directory. */
    public TreeReader open(BlobId directory) throws IOException {
        return new TreeReader(blobs.load(directory, BlobType.TREE));
    }

    private record Level(TreeReader tree, byte[] prefix) {}

    /** Visits everything below a directory. Memory: the blobs of the directories above one entry. */
    public void walk(BlobId directory, Visitor visitor) throws IOException, InterruptedException {
        var levels = new ArrayDeque<Level>();
        levels.push(new Level(open(directory), new byte[0]));
        while (!levels.isEmpty()) {
            if (Thread.interrupted()) {
                throw new InterruptedException("the walk was interrupted");
            }
            var level = levels.element();
            var node = level.tree.next();
            if (node == null) {
                levels.pop();
                continue;
            }
            var path = join(level.prefix, node.name());
            visitor.entry(path, node);
            if (node.subtree() != null) {
                levels.push(new Level(open(node.subtree()), join(path, new byte[] {'/'})));
            }
        }
    }

    private static byte[] join(byte[] prefix, byte[] name) {
        var joined = Arrays.copyOf(prefix, prefix.length + name.length);
        System.arraycopy(name, 0, joined, prefix.length, name.length);
        return joined;
    }

    /** The whole content of a file. */
    public InputStream content(Node file) {
        return content(file, 0, file.size());
    }

    /**
     * A part of the content of a file. Loads one blob at a time, and none that lies before or behind the part; each blob is compared with its
     * ID before its bytes are returned.
     *
     * @param from the first byte, 0 to the size
     * @param count the number of bytes, 0 to the rest
     */
    public InputStream content(Node file, long from, long count) {
        if (file.content() == null || from < 0 || count < 0 || from > file.size() - count) {
            throw new IllegalArgumentException("no such part of a file");
        }
        return new NodeContent(blobs, file.content(), from, count);
    }
}
