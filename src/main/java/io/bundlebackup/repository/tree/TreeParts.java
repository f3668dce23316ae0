package io.bundlebackup.repository.tree;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The tree of one directory, cut into parts of some hundred nodes that are read each on their own. The parts of a large directory are
 * compressed. Immutable. Thread-safe.
 */
final class TreeParts {
    /** The bytes of a part; the tree of a smaller directory is one part. */
    static final int PART = 1 << 16;

    /** What the JVM needs for a part beside its content. */
    private static final int OVERHEAD = 128;

    private static final byte[] BEGIN = "{\"nodes\":[".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "]}".getBytes(StandardCharsets.US_ASCII);

    private final List<Part> parts;

    /**
     * Nodes that follow each other, as the JSON of a tree.
     *
     * @param first the name of the first node; empty if the part has all nodes
     * @param json compressed if it is shorter than the length
     * @param length bytes without compression
     */
    private record Part(byte[] first, byte[] json, int length) {}

    private TreeParts(List<Part> parts) {
        this.parts = parts;
    }

    /** The tree as one part, which is not read here. */
    static TreeParts whole(byte[] tree) {
        return new TreeParts(List.of(new Part(new byte[0], tree, tree.length)));
    }

    /** Cuts a tree. Reads all of the tree, unless the tree is small. */
    static TreeParts cut(byte[] tree) throws InvalidTreeException {
        if (tree.length <= PART) {
            return whole(tree);
        }
        var parts = new ArrayList<Part>();
        var reader = new TreeReader(tree);
        byte[] first = {};
        int from = -1;
        int to = 0;
        for (var node = reader.next(); node != null; node = reader.next()) {
            int begin = reader.nodeBegin();
            if (from >= 0 && reader.nodeEnd() - from > PART) {
                parts.add(part(first, tree, from, to));
                from = -1;
            }
            if (from < 0) {
                first = node.name();
                from = begin;
            }
            to = reader.nodeEnd();
        }
        if (from >= 0) {
            parts.add(part(first, tree, from, to));
        }
        return parts.isEmpty() ? whole(tree) : new TreeParts(List.copyOf(parts));
    }

    private static Part part(byte[] first, byte[] tree, int from, int to) {
        var json = new ByteArrayOutputStream(BEGIN.length + to - from + END.length);
        json.writeBytes(BEGIN);
        json.write(tree, from, to - from);
        json.writeBytes(END);
        var plain = json.toByteArray();
        var compressed = Zstd.compress(plain, 1);
        return new Part(first, compressed.length < plain.length ? compressed : plain, plain.length);
    }

    int count() {
        return parts.size();
    }

    /** The number of the part that has the node of this name, if there is one; the nodes of later names are in this part and those behind. */
    int partOf(byte[] name) {
        int from = 0;
        int to = parts.size();
        while (to - from > 1) {
            int middle = (from + to) >>> 1;
            if (Node.compareNames(parts.get(middle).first, name) > 0) {
                to = middle;
            } else {
                from = middle;
            }
        }
        return from;
    }

    /** Opens the nodes of a part. */
    TreeReader open(int number) throws InvalidTreeException {
        var part = parts.get(number);
        if (part.json.length == part.length) {
            return new TreeReader(part.json);
        }
        try {
            return new TreeReader(Zstd.decompress(part.json, part.length));
        } catch (ZstdException e) {
            throw new IllegalStateException("what was compressed in memory cannot be decompressed", e);
        }
    }

    /** The bytes of memory. */
    long size() {
        long size = OVERHEAD;
        for (var part : parts) {
            size += OVERHEAD + part.first.length + part.json.length;
        }
        return size;
    }
}
