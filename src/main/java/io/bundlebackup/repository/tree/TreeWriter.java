package io.bundlebackup.repository.tree;

import io.bundlebackup.repository.blob.BlobId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes the tree of one directory, as restic writes it byte for byte, so that equal directories are one blob. Memory: some 400 bytes for
 * each node. Not thread-safe.
 */
public final class TreeWriter {
    private final TextBuffer out = new TextBuffer();
    private byte @Nullable [] last;

    public TreeWriter() {
        out.put("{\"nodes\":[");
    }

    /**
     * Adds a node.
     *
     * @throws IllegalArgumentException if its name does not follow the last name, by unsigned bytes
     */
    public void add(Node node) {
        if (last != null) {
            if (Arrays.compareUnsigned(last, node.name()) >= 0) {
                throw new IllegalArgumentException("the nodes of a tree are not in order");
            }
            out.put(',');
        }
        last = node.name();
        write(node);
    }

    private void write(Node node) {
        out.put("{\"name\":");
        QuotedName.write(node.name(), out);
        out.put(",\"type\":").quoted(node.type().text());
        unlessZero("mode", GoMode.of(node.type(), node.permissions()));
        out.put(",\"mtime\":\"");
        NodeTime.write(node.mtime(), out);
        out.put("\",\"atime\":\"");
        NodeTime.write(node.atime(), out);
        out.put("\",\"ctime\":\"");
        NodeTime.write(node.ctime(), out);
        out.put("\",\"uid\":").put(node.uid()).put(",\"gid\":").put(node.gid());
        unlessZero("inode", node.inode());
        unlessZero("device_id", node.device());
        unlessZero("size", node.size());
        unlessZero("links", node.links());
        writeTarget(node.target());
        writeXattrs(node);
        writeContent(node);
        if (node.subtree() != null) {
            out.put(",\"subtree\":\"").put(node.subtree().toString()).put('"');
        }
        out.put('}');
    }

    private void unlessZero(String name, long value) {
        if (value != 0) {
            out.put(",\"").put(name).put("\":").put(value);
        }
    }

    /** Older restics know only the text; newer ones prefer the bytes. */
    private void writeTarget(byte @Nullable [] target) {
        if (target != null && target.length > 0) {
            out.put(",\"linktarget\":").quoted(target);
            if (!Utf8.isValid(target)) {
                out.put(",\"linktarget_raw\":\"").base64(target).put('"');
            }
        }
    }

    private void writeXattrs(Node node) {
        if (node.xattrs().isEmpty()) {
            return;
        }
        out.put(",\"extended_attributes\":[");
        boolean first = true;
        for (var xattr : node.xattrs()) {
            out.put(first ? "{\"name\":" : ",{\"name\":").quoted(xattr.name());
            out.put(",\"value\":\"").base64(xattr.value()).put("\"}");
            first = false;
        }
        out.put(']');
    }

    private void writeContent(Node node) {
        if (node.content() == null) {
            out.put(",\"content\":null");
            return;
        }
        out.put(",\"content\":[");
        boolean first = true;
        for (BlobId id : node.content()) {
            out.put(first ? "\"" : ",\"").put(id.toString()).put('"');
            first = false;
        }
        out.put(']');
    }

    /** Ends the tree; the writer cannot be used afterwards. */
    public ByteBuffer end() {
        out.put("]}\n");
        return out.content();
    }
}
