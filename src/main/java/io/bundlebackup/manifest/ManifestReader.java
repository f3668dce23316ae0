package io.bundlebackup.manifest;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a manifest, version 2.0, entry by entry in constant memory; lines are at most {@link ManifestLine#MAX_LENGTH} bytes. Trusts
 * nothing: whatever breaks the format ends in an {@link InvalidManifestException} with the line, after which the reader is of no
 * further use. A last line without its newline is taken for what it mostly is, a file cut off. Not thread-safe.
 */
public final class ManifestReader implements Closeable {
    private static final int FIRST_SIZE = 1 << 16;

    private final InputStream in;
    private final LineParser parser = new LineParser();
    private final EntryOrder order = new EntryOrder();
    private final ManifestHeader header;
    private byte[] buffer = new byte[FIRST_SIZE];
    private int from;
    private int to;
    private int lineStart;
    private int lineEnd;
    private long line;
    /** Where in the stream the buffer begins. */
    private long base;

    /** Reads the header of any bundle's manifest; {@link #close} closes the stream, a failure here does not. */
    public ManifestReader(InputStream in) throws IOException {
        this(in, null);
    }

    /**
     * Reads the header.
     *
     * @param bundle whose manifest it has to be, or null
     */
    public ManifestReader(InputStream in, @Nullable String bundle) throws IOException {
        this.in = in;
        this.header = readHeader(bundle);
    }

    private ManifestHeader readHeader(@Nullable String bundle) throws IOException {
        if (!readLine()) {
            throw new InvalidManifestException(1, "the manifest is empty");
        }
        ManifestHeader read;
        try {
            read = ManifestHeader.parse(lineText());
        } catch (IllegalArgumentException e) {
            throw new InvalidManifestException(line, String.valueOf(e.getMessage()), e);
        }
        if (bundle != null && !bundle.equals(read.bundle())) {
            throw new InvalidManifestException(
                    line, "the manifest is of the bundle " + read.bundle() + ", not of " + bundle);
        }
        if (!readLine() || !lineText().equals(ManifestHeader.COLUMNS)) {
            throw new InvalidManifestException(2, "the second line does not name the columns of version 2.0");
        }
        return read;
    }

    public ManifestHeader header() {
        return header;
    }

    /** The next entry, or null at the end. */
    public @Nullable Entry next() throws IOException {
        if (!readLine()) {
            return null;
        }
        try {
            Entry entry = parser.parse(buffer, lineStart, lineEnd);
            order.accept(entry);
            return entry;
        } catch (IllegalArgumentException e) {
            throw new InvalidManifestException(line, String.valueOf(e.getMessage()), e);
        }
    }

    /** Moves the next line as it stands to the end of a buffer; false at the end. */
    boolean nextAsItStands(LineBuffer to) throws IOException {
        if (!readLine()) {
            return false;
        }
        to.put(buffer, lineStart, lineEnd + 1 - lineStart);
        return true;
    }

    /** The number of the line read last, from 1; the header has two. */
    public long line() {
        return line;
    }

    /** Where in the stream the line read last begins. */
    long offset() {
        return base + lineStart;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private String lineText() {
        return new String(buffer, lineStart, lineEnd - lineStart, StandardCharsets.ISO_8859_1);
    }

    /** Finds the next line in the buffer; false at the end. */
    private boolean readLine() throws IOException {
        int scanned = 0;
        while (true) {
            for (int i = from + scanned; i < to; i++) {
                if (buffer[i] == '\n') {
                    lineStart = from;
                    lineEnd = i;
                    from = i + 1;
                    line++;
                    return true;
                }
            }
            scanned = to - from;
            if (scanned > ManifestLine.MAX_LENGTH) {
                throw new InvalidManifestException(
                        line + 1, "the line is longer than " + ManifestLine.MAX_LENGTH + " bytes");
            }
            if (!fill()) {
                if (scanned > 0) {
                    throw new InvalidManifestException(line + 1, "the manifest ends within a line");
                }
                return false;
            }
        }
    }

    private boolean fill() throws IOException {
        if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            base += from;
            from = 0;
        }
        if (to == buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.min(2 * buffer.length, ManifestLine.MAX_LENGTH + 1));
        }
        int read = in.read(buffer, to, buffer.length - to);
        if (read > 0) {
            to += read;
        }
        return read >= 0;
    }
}
