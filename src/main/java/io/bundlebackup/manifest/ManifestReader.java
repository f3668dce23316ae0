package io.bundlebackup.manifest;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a manifest, version 2.0, entry by entry in constant memory; lines are at most {@link ManifestLine#MAX_LENGTH} bytes.
 * Every violation of the format is an {@link InvalidManifestException} with the line number, after which the reader is not
 * usable. A last line without its newline is refused: the file is probably truncated. Not thread-safe.
 */
public final class ManifestReader implements Closeable {
    private final LineInput lines;
    private final LineParser parser = new LineParser();
    private final EntryOrder order = new EntryOrder();
    private final ManifestHeader header;

    /** Reads the header of any bundle's manifest; {@link #close} closes the stream, a failure here does not. */
    public ManifestReader(InputStream in) throws IOException {
        this(in, null);
    }

    /**
     * Reads the header.
     *
     * @param bundle the bundle that the manifest has to belong to; null for any bundle
     */
    public ManifestReader(InputStream in, @Nullable String bundle) throws IOException {
        this.lines = new LineInput(in);
        this.header = readHeader(bundle);
    }

    /** Reads the header of any bundle's manifest in a file, which {@link #close} closes. */
    public static ManifestReader open(Path file) throws IOException {
        var in = Files.newInputStream(file);
        try {
            return new ManifestReader(in);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private ManifestHeader readHeader(@Nullable String bundle) throws IOException {
        if (!lines.next()) {
            throw new InvalidManifestException(1, "the manifest is empty");
        }
        ManifestHeader read;
        try {
            read = ManifestHeader.parse(lines.text());
        } catch (IllegalArgumentException e) {
            throw new InvalidManifestException(lines.line(), String.valueOf(e.getMessage()), e);
        }
        if (bundle != null && !bundle.equals(read.bundle())) {
            throw new InvalidManifestException(
                    lines.line(), "the manifest is of the bundle " + read.bundle() + ", not of " + bundle);
        }
        if (!lines.next() || !lines.text().equals(ManifestHeader.COLUMNS)) {
            throw new InvalidManifestException(2, "the second line does not name the columns of version 2.0");
        }
        return read;
    }

    public ManifestHeader header() {
        return header;
    }

    /** The next entry, or null at the end. */
    public @Nullable Entry next() throws IOException {
        if (!lines.next()) {
            return null;
        }
        try {
            Entry entry = parser.parse(lines.bytes(), lines.from(), lines.to());
            order.accept(entry);
            return entry;
        } catch (IllegalArgumentException e) {
            throw new InvalidManifestException(lines.line(), String.valueOf(e.getMessage()), e);
        }
    }

    /** Appends the next line verbatim to a buffer; false at the end. */
    boolean nextAsItStands(LineBuffer to) throws IOException {
        if (!lines.next()) {
            return false;
        }
        putLine(to);
        return true;
    }

    /** Appends the last line verbatim to a buffer. */
    void putLine(LineBuffer to) {
        to.put(lines.bytes(), lines.from(), lines.to() + 1 - lines.from());
    }

    /** Reads the next line and does not parse it; false at the end. */
    boolean skip() throws IOException {
        return lines.next();
    }

    /** Whether the last line is the last line of another reader, byte for byte. */
    boolean hasSameLine(ManifestReader other) {
        return Arrays.equals(
                lines.bytes(), lines.from(), lines.to(), other.lines.bytes(), other.lines.from(), other.lines.to());
    }

    /** Parses the line that {@link #skip} read. */
    Entry parse() throws InvalidManifestException {
        try {
            return parser.parse(lines.bytes(), lines.from(), lines.to());
        } catch (IllegalArgumentException e) {
            throw new InvalidManifestException(lines.line(), String.valueOf(e.getMessage()), e);
        }
    }

    /** The number of the line read last, from 1; the header has two. */
    public long line() {
        return lines.line();
    }

    /** The position of the last line in the stream. */
    long offset() {
        return lines.offset();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
