package io.bundlebackup.vault.work;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.repository.blob.BlobId;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pieces of stored files, on disk, in the manifest's order. */
final class ContentList {
    private ContentList() {}

    static final class Writer implements Closeable {
        private final DataOutputStream out;

        Writer(Path file) throws IOException {
            out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
        }

        void add(RawPath path, List<BlobId> pieces) throws IOException {
            out.writeShort(path.length());
            out.write(path.bytes());
            out.writeInt(pieces.size());
            for (var id : pieces) {
                out.writeLong(id.a());
                out.writeLong(id.b());
                out.writeLong(id.c());
                out.writeLong(id.d());
            }
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    static final class Reader implements Closeable {
        private final DataInputStream in;
        private @Nullable RawPath next;
        private List<BlobId> pieces = List.of();

        Reader(Path file) throws IOException {
            in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
            advance();
        }

        private void advance() throws IOException {
            in.mark(1);
            if (in.read() < 0) {
                next = null;
                return;
            }
            in.reset();
            var path = new byte[in.readUnsignedShort()];
            in.readFully(path);
            next = RawPath.of(path);
            int count = in.readInt();
            if (count < 0) {
                throw new IOException("the list of stored content is damaged");
            }
            // Not for as many as a damaged list may claim.
            pieces = new ArrayList<>(Math.min(count, 1_024));
            for (int i = 0; i < count; i++) {
                pieces.add(new BlobId(in.readLong(), in.readLong(), in.readLong(), in.readLong()));
            }
        }

        /** The pieces of a file; null if it was not stored. Call in the order of paths. */
        @Nullable
        List<BlobId> find(RawPath path) throws IOException {
            while (next != null && next.compareTo(path) < 0) {
                advance();
            }
            return path.equals(next) ? pieces : null;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
