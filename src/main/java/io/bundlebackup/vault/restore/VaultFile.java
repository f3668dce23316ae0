package io.bundlebackup.vault.restore;

import io.bundlebackup.archive.unpack.FileSource;
import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobReader;
import io.bundlebackup.repository.blob.BlobType;
import io.bundlebackup.repository.tree.Node;
import io.bundlebackup.repository.tree.SnapshotTree;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The content of a file of a snapshot; each blob is compared with its ID when it is loaded. */
record VaultFile(SnapshotTree tree, Node node, BlobReader blobs, ReadFailures failures) implements FileSource {
    /** A file of one blob has the blob's SHA-256. */
    @Override
    public @Nullable String sha256() throws IOException {
        var content = Objects.requireNonNullElse(node.content(), List.<BlobId>of());
        try {
            return content.size() == 1 && blobs.length(content.getFirst(), BlobType.DATA) == node.size()
                    ? content.getFirst().toString()
                    : null;
        } catch (IOException e) {
            throw failures.of(e);
        }
    }

    @Override
    public InputStream open() {
        var content = tree.content(node);
        return new InputStream() {
            @Override
            public int read() throws IOException {
                var one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                try {
                    return content.read(into, offset, length);
                } catch (IOException e) {
                    throw failures.of(e);
                }
            }

            @Override
            public void close() throws IOException {
                content.close();
            }
        };
    }
}
