package io.bundlebackup.backup;

import io.bundlebackup.capacity.Buffers;
import io.bundlebackup.posix.OpenFile;
import io.bundlebackup.posix.Stat;
import io.bundlebackup.session.state.FileEntry;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The content of one delivered file, open for reading: what a download in progress reads stays readable, whatever is closed or
 * renamed meanwhile. Used by one thread.
 */
public final class Content implements Closeable {
    private final FileEntry entry;
    private final OpenFile file;
    private final Buffers buffers;
    private final Instant lastModified;
    private final Stat stat;
    private boolean sentByName;

    /** Takes over the open file. */
    Content(FileEntry entry, OpenFile file, Buffers buffers) throws IOException {
        this.entry = entry;
        this.file = file;
        this.buffers = buffers;
        this.stat = file.stat();
        this.lastModified = Instant.ofEpochSecond(stat.mtimeSeconds());
    }

    /** What was opened. */
    OpenFile file() {
        return file;
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

    /**
     * A name under which this thread can have exactly this file opened once more, whatever lies at its path by then, for who sends it
     * by name; null if this thread cannot. It is valid until the thread ends or closes another
     * content that it sent by name, also after {@link #close}: only then the descriptor is given back, whose number would otherwise
     * soon name another file.
     */
    public @Nullable String nameToSend() {
        // A platform thread of a pool goes on to other work: its end is not that of the request.
        sentByName = Thread.currentThread().isVirtual();
        return sentByName ? "/proc/self/fd/" + file.descriptor() : null;
    }

    /**
     * Writes a stretch of the content.
     *
     * @throws IOException also if the file has become shorter meanwhile: the answer breaks off, and the client sees that
     */
    public void writeTo(OutputStream out, long from, long count) throws IOException {
        var bytes = buffers.take();
        try {
            long position = from;
            long left = count;
            while (left > 0) {
                int n = file.read(ByteBuffer.wrap(bytes, 0, (int) Math.min(bytes.length, left)), position);
                if (n <= 0) {
                    throw new IOException("the file became shorter while it was sent");
                }
                out.write(bytes, 0, n);
                position += n;
                left -= n;
            }
        } finally {
            buffers.giveBack(bytes);
        }
    }

    @Override
    public void close() {
        if (sentByName) {
            SentByName.OF_THIS_THREAD.get().closeLater(file);
        } else {
            file.close();
        }
    }
}
