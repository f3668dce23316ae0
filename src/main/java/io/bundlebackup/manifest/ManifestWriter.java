package io.bundlebackup.manifest;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes a manifest, version 2.0, from entries in order. Has a buffer, so the stream needs none. After an exception the
 * output is not usable. Not thread-safe.
 */
public final class ManifestWriter implements Closeable {
    private static final int FLUSH_AT = 1 << 16;

    private final OutputStream out;
    private final LineBuffer buffer = new LineBuffer(FLUSH_AT + 4096);
    private final EntryOrder order = new EntryOrder();
    private final LineParser parser = new LineParser();
    private long count;
    /** Whether the last lines in the buffer were not checked. */
    private boolean rest;

    public ManifestWriter(OutputStream out, ManifestHeader header) {
        this.out = out;
        buffer.put(header.lines());
    }

    /**
     * Adds an entry.
     *
     * @throws IllegalArgumentException if it does not follow the last entry, lies under an entry that is not a directory, or
     *     is a regular file without a hash
     */
    public void write(Entry entry) throws IOException {
        order.accept(entry);
        ManifestLine.append(buffer, entry);
        count++;
        if (buffer.length() >= FLUSH_AT) {
            buffer.moveTo(out);
        }
    }

    /**
     * Adds an entry whose line a reader has just read; copies the line verbatim.
     *
     * @throws IllegalArgumentException as {@link #write}
     */
    public void copy(Entry entry, ManifestReader from) throws IOException {
        order.accept(entry);
        from.putLine(buffer);
        count++;
        if (buffer.length() >= FLUSH_AT) {
            buffer.moveTo(out);
        }
    }

    /**
     * Adds all remaining lines of a reader verbatim: for lines that another writer checked. Checks only the last line and one in
     * some hundred lines.
     *
     * @throws IllegalArgumentException as {@link #write}, for a line that is checked
     */
    public void writeRest(ManifestReader lines) throws IOException {
        while (lines.nextAsItStands(buffer)) {
            count++;
            rest = true;
            if (buffer.length() >= FLUSH_AT) {
                acceptRest();
                buffer.moveTo(out);
            }
        }
        acceptRest();
    }

    private void acceptRest() {
        if (rest) {
            order.accept(buffer.lastLine(parser));
            rest = false;
        }
    }

    /** The number of entries so far. */
    public long count() {
        return count;
    }

    /** Writes everything to the stream and flushes it. */
    public void flush() throws IOException {
        buffer.moveTo(out);
        out.flush();
    }

    /** Flushes and closes the stream. */
    @Override
    public void close() throws IOException {
        try (out) {
            flush();
        }
    }
}
