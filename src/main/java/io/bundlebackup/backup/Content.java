package io.bundlebackup.backup;

import io.bundlebackup.archive.BigFile;
import io.bundlebackup.posix.OpenFile;
import io.bundlebackup.session.FileEntry;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The content of one delivered file, open for reading: what a download in progress reads stays readable, whatever is closed or
 * renamed meanwhile. Used by one thread.
 */
public final class Content implements Closeable {
    private static final int BUFFER = 1 << 17;

    private interface Source extends Closeable {
        int read(ByteBuffer into, long position) throws IOException;
    }

    private final FileEntry entry;
    private final Instant lastModified;
    private final Source source;
    private final @Nullable Path path;

    private Content(FileEntry entry, Instant lastModified, Source source, @Nullable Path path) {
        this.entry = entry;
        this.lastModified = lastModified;
        this.source = source;
        this.path = path;
    }

    static Content staged(FileEntry entry, Path path) throws IOException {
        var channel = FileChannel.open(path);
        var source = new Source() {
            @Override
            public int read(ByteBuffer into, long position) throws IOException {
                return channel.read(into, position);
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
        return new Content(entry, Files.getLastModifiedTime(path).toInstant(), source, path);
    }

    static Content inPlace(FileEntry entry, BigFile big, OpenFile file) {
        var source = new Source() {
            @Override
            public int read(ByteBuffer into, long position) throws IOException {
                return file.read(into, position);
            }

            @Override
            public void close() {
                file.close();
            }
        };
        return new Content(entry, Instant.ofEpochSecond(big.entry().mtime().seconds()), source, null);
    }

    public String uri() {
        return entry.file().uri();
    }

    public long size() {
        return entry.file().size();
    }

    public String sha256() {
        return entry.file().sha256();
    }

    public Instant lastModified() {
        return lastModified;
    }

    /** The name of a file that never changes and holds exactly this content, for whoever can send it by name; else absent. */
    public @Nullable String stagedName() {
        return path == null ? null : path.toString();
    }

    /**
     * Writes a stretch of the content.
     *
     * @throws IOException also if the file has become shorter meanwhile: the answer breaks off, and the client sees that
     */
    public void writeTo(OutputStream out, long from, long count) throws IOException {
        var direct = ByteBuffer.allocateDirect((int) Math.min(BUFFER, Math.max(1, count)));
        var bytes = new byte[direct.capacity()];
        long position = from;
        long left = count;
        while (left > 0) {
            direct.clear().limit((int) Math.min(direct.capacity(), left));
            int n = source.read(direct, position);
            if (n <= 0) {
                throw new IOException("the file became shorter while it was sent");
            }
            direct.flip().get(bytes, 0, n);
            out.write(bytes, 0, n);
            position += n;
            left -= n;
        }
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
