package io.bundlebackup.archive.scan;

import io.bundlebackup.manifest.ExternalSort;
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

/**
 * The paths that a walk could not read, on disk; the entries at and below them are unknown. Read in the manifest's order. Not
 * thread-safe.
 */
public final class UnreadablePaths implements Closeable {
    private final ExternalSort sort;
    private byte @Nullable [] next;

    /** Writes the paths in the order of the walk. */
    public static final class Writer implements Closeable {
        private final DataOutputStream out;

        public Writer(Path file) throws IOException {
            out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
        }

        public void add(byte[] path) throws IOException {
            // No manifest has a longer path.
            if (path.length <= RawPath.MAX_LENGTH) {
                out.writeShort(path.length);
                out.write(path);
            }
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /** @param scratch removed by {@link #close} */
    public UnreadablePaths(Path file, Path scratch) throws IOException {
        sort = new ExternalSort(scratch, (a, b) -> RawPath.compare(a, 0, a.length, b, 0, b.length));
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            for (long left = Files.size(file); left > 0; ) {
                var path = new byte[in.readUnsignedShort()];
                in.readFully(path);
                sort.add(path);
                left -= Short.BYTES + path.length;
            }
        } catch (IOException e) {
            sort.close();
            throw e;
        }
        sort.sort();
        next = sort.next();
    }

    /** Whether a path is unreadable or lies below an unreadable path. Call in the order of paths. */
    public boolean cover(RawPath path) throws IOException {
        while (next != null) {
            var unreadable = RawPath.of(next);
            if (path.equals(unreadable) || path.isUnder(unreadable)) {
                return true;
            }
            if (path.compareTo(unreadable) < 0) {
                return false;
            }
            next = sort.next();
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        sort.close();
    }
}
