package io.bundlebackup.vault.work;

import io.bundlebackup.manifest.RawPath;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Paths on disk, in the manifest's order. */
final class PathList {
    private PathList() {}

    static final class Writer implements Closeable {
        private final DataOutputStream out;

        Writer(Path file) throws IOException {
            out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
        }

        void add(RawPath path) throws IOException {
            out.writeShort(path.length());
            out.write(path.bytes());
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    static final class Reader implements Closeable {
        private final DataInputStream in;
        private @Nullable RawPath next;

        Reader(Path file) throws IOException {
            in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)));
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
        }

        /** Whether the list has a path. Call in the order of paths. */
        boolean has(RawPath path) throws IOException {
            while (next != null && next.compareTo(path) < 0) {
                advance();
            }
            return path.equals(next);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
