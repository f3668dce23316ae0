package io.bundlebackup.vault.web.browse;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.problem.web.SentContent;
import io.bundlebackup.repository.tree.Node;
import io.bundlebackup.vault.browse.SnapshotFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;

/**
 * A file in a snapshot, as it is sent. Used by one thread.
 *
 * @param sha256 null if it is not known: a snapshot of restic has no digests of large files
 */
record SnapshotContent(
        SnapshotFiles files,
        RawPath path,
        Node node,
        @Nullable String sha256) implements SentContent {
    private static final int BUFFER = 1 << 16;

    /** The repository failed, not the client. */
    static final class DamagedException extends IOException {
        DamagedException(IOException cause) {
            super(cause);
        }

        IOException failure() {
            return (IOException) Objects.requireNonNull(getCause());
        }
    }

    @Override
    public String disposition() {
        return ContentDisposition.attachment()
                .filename(RawPath.of(path.name()).encoded(), StandardCharsets.UTF_8)
                .build()
                .toString();
    }

    @Override
    public long size() {
        return node.size();
    }

    /** The digest, or a digest of the names of the pieces, which no other content has. */
    @Override
    public String etag() {
        if (sha256 != null) {
            return sha256;
        }
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            Objects.requireNonNull(node.content()).forEach(piece -> digest.update(piece.bytes()));
            return "pieces-" + HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Instant lastModified() {
        return node.mtime();
    }

    @Override
    public void writeTo(OutputStream out, long from, long count) throws IOException {
        var buffer = new byte[BUFFER];
        try (var in = files.content(node, from, count)) {
            while (true) {
                int n;
                try {
                    n = in.read(buffer);
                } catch (IOException e) {
                    throw new DamagedException(e);
                }
                if (n < 0) {
                    return;
                }
                out.write(buffer, 0, n);
            }
        }
    }
}
