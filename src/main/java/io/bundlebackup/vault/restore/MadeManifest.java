package io.bundlebackup.vault.restore;

import io.bundlebackup.archive.tree.Digests;
import io.bundlebackup.archive.unpack.ContentLostException;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.Link;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.ManifestWriter;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.UnixTime;
import io.bundlebackup.manifest.Xattr;
import io.bundlebackup.repository.blob.BlobReader;
import io.bundlebackup.repository.tree.Node;
import io.bundlebackup.repository.tree.SnapshotTree;
import io.bundlebackup.vault.snapshot.VaultSnapshot;
import io.bundlebackup.vault.work.SnapshotData;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes the manifest of a snapshot that restic has made, from its trees, a directory at a time. The SHA-256 of a file of several blobs is not
 * in a tree, so these files are read. Memory: the directories above one entry, and the files with several names whose other names are still to
 * come. What no backup takes, such as a socket, is left out. Used once.
 */
final class MadeManifest {
    /** Of no content: a file whose content is damaged is found to be so when it is restored. */
    private static final String DAMAGED = "0".repeat(64);

    private static final String KEPT_ATTRIBUTES = "user.";
    private static final int DIRECTORY = 0040700;

    private final VaultSnapshot snapshot;
    private final SnapshotTree tree;
    private final BlobReader blobs;
    private final ReadFailures failures;
    private final Map<Inode, FirstName> firstNames = new HashMap<>();

    MadeManifest(VaultSnapshot snapshot, SnapshotTree tree, BlobReader blobs, ReadFailures failures) {
        this.snapshot = snapshot;
        this.tree = tree;
        this.blobs = blobs;
        this.failures = failures;
    }

    private record Inode(long device, long number) {}

    private static final class FirstName {
        private final RawPath path;
        private final String sha256;
        private final Node node;
        private long further;

        private FirstName(RawPath path, String sha256, Node node) {
            this.path = path;
            this.sha256 = sha256;
            this.node = node;
            this.further = node.links() - 1;
        }

        private boolean isSame(Node other) {
            return node.size() == other.size() && Objects.equals(node.content(), other.content());
        }
    }

    /** @throws ContentLostException if a directory is damaged, or an entry cannot be in a manifest */
    void write(SnapshotData data, OutputStream to) throws IOException, InterruptedException {
        var header = new ManifestHeader(
                snapshot.bundleName(),
                snapshot.snapshotId(),
                null,
                Math.max(0, snapshot.takenAt().toEpochMilli()));
        var writer = new ManifestWriter(to, header);
        writer.write(root(data.node()));
        tree.walk(data.directory(), (path, node) -> {
            if (node.isFile() || node.isDirectory() || node.isSymbolicLink()) {
                try {
                    writer.write(line(RawPath.of(path), node));
                } catch (IllegalArgumentException e) {
                    throw new ContentLostException("cannot be restored by this service: " + e.getMessage(), e);
                }
            }
        });
        writer.flush();
    }

    /** The root of a snapshot has no attributes: then the data is the service's own, and closed to others. */
    private Entry root(@Nullable Node node) {
        return node == null
                ? new Entry(
                        RawPath.ROOT,
                        DIRECTORY,
                        0,
                        time(snapshot.takenAt()),
                        null,
                        false,
                        null,
                        0,
                        0,
                        0,
                        null,
                        List.of(),
                        "")
                : entry(RawPath.ROOT, node, null, null);
    }

    private Entry line(RawPath path, Node node) throws IOException {
        if (!node.isFile()) {
            return entry(path, node, null, node.target() == null ? null : new Link(node.target()));
        }
        var inode = new Inode(node.device(), node.inode());
        var first = node.links() > 1 ? firstNames.get(inode) : null;
        if (first != null && first.isSame(node)) {
            if (--first.further == 0) {
                firstNames.remove(inode);
            }
            return entry(path, node, first.sha256, Link.to(first.path));
        }
        var sha256 = sha256(node);
        if (node.links() > 1) {
            firstNames.putIfAbsent(inode, new FirstName(path, sha256, node));
        }
        return entry(path, node, sha256, null);
    }

    private static Entry entry(RawPath path, Node node, @Nullable String sha256, @Nullable Link link) {
        return new Entry(
                path,
                node.mode(),
                node.isFile() ? node.size() : 0,
                time(node.mtime()),
                sha256,
                false,
                null,
                node.inode(),
                node.uid(),
                node.gid(),
                link,
                node.isSymbolicLink() ? List.of() : xattrs(node),
                "");
    }

    private static List<Xattr> xattrs(Node node) {
        return node.xattrs().stream()
                .filter(attribute -> attribute.name().startsWith(KEPT_ATTRIBUTES))
                .map(attribute -> new Xattr(attribute.name().getBytes(StandardCharsets.UTF_8), attribute.value()))
                .toList();
    }

    private static UnixTime time(Instant instant) {
        return new UnixTime(instant.getEpochSecond(), instant.getNano());
    }

    private String sha256(Node file) throws IOException {
        try {
            var content = new VaultFile(tree, file, blobs, failures);
            var known = content.sha256();
            if (known != null) {
                return known;
            }
            var digest = Digests.sha256();
            try (var in = content.open()) {
                var buffer = new byte[1 << 16];
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    digest.update(buffer, 0, count);
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (ContentLostException e) {
            return DAMAGED;
        }
    }
}
