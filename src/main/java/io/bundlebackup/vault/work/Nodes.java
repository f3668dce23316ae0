package io.bundlebackup.vault.work;

import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.UnixTime;
import io.bundlebackup.manifest.Xattr;
import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.tree.Node;
import io.bundlebackup.repository.tree.NodeAttribute;
import io.bundlebackup.repository.tree.NodeType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes nodes from lines of a manifest. As restic does by default, the access time is that of the last change, so that reading a file changes
 * no tree.
 */
final class Nodes {
    /** The device of the root: devices get other numbers when the machine starts, and trees would change. */
    static final long ROOT_DEVICE = 0;

    private Nodes() {}

    static Node directory(Entry line, byte[] name, BlobId subtree) {
        return node(line, name, NodeType.DIRECTORY, ROOT_DEVICE, 0, null, subtree);
    }

    static Node link(Entry line) {
        return node(line, line.path().name(), NodeType.SYMBOLIC_LINK, ROOT_DEVICE, 1, null, null);
    }

    /** @param links more than 1 if other nodes with this inode and device are the same file */
    static Node file(Entry line, long device, long links, List<BlobId> pieces) {
        return node(line, line.path().name(), NodeType.FILE, device, links, pieces, null);
    }

    private static Node node(
            Entry line,
            byte[] name,
            NodeType type,
            long device,
            long links,
            @Nullable List<BlobId> content,
            @Nullable BlobId subtree) {
        var mtime = instant(line.mtime());
        var ctime = line.ctime();
        var target = line.link();
        return new Node(
                name,
                type,
                line.mode() & 07777,
                mtime,
                mtime,
                ctime == null ? Node.UNKNOWN : instant(ctime),
                line.uid(),
                line.gid(),
                line.inode(),
                device,
                line.size(),
                links,
                type == NodeType.SYMBOLIC_LINK && target != null ? target.bytes() : null,
                line.xattrs().stream().map(Nodes::attribute).toList(),
                content,
                subtree);
    }

    private static NodeAttribute attribute(Xattr xattr) {
        return new NodeAttribute(new String(xattr.name(), StandardCharsets.UTF_8), xattr.value());
    }

    private static Instant instant(UnixTime time) {
        long seconds = Math.clamp(time.seconds(), Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond());
        return Instant.ofEpochSecond(seconds, time.nanos());
    }
}
