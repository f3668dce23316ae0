package io.bundlebackup.manifest;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Splits a stream into lines of at most {@link ManifestLine#MAX_LENGTH} bytes, in constant memory. A line is in {@link
 * #bytes} until the next line is read. Not thread-safe.
 */
final class LineInput implements Closeable {
    private static final int FIRST_SIZE = 1 << 16;

    private final InputStream in;
    private byte[] buffer = new byte[FIRST_SIZE];
    private int from;
    private int to;
    private int lineFrom;
    private int lineTo;
    private long line;
    /** The position of the buffer in the stream. */
    private long base;

    LineInput(InputStream in) {
        this.in = in;
    }

    /**
     * Reads the next line; false at the end.
     *
     * @throws InvalidManifestException if it is too long, or the stream ends within it
     */
    boolean next() throws IOException {
        if (find()) {
            return true;
        }
        if (to > from) {
            throw new InvalidManifestException(line + 1, "the manifest ends within a line");
        }
        return false;
    }

    /** As {@link #next}, but also returns a last line without a newline. */
    boolean nextOrRest() throws IOException {
        if (find()) {
            return true;
        }
        if (to == from) {
            return false;
        }
        take(to, to);
        return true;
    }

    /** Finds the next line in the buffer; false at the end, with what is left between {@link #from} and {@link #to}. */
    private boolean find() throws IOException {
        int scanned = 0;
        while (true) {
            for (int i = from + scanned; i < to; i++) {
                if (buffer[i] == '\n') {
                    take(i, i + 1);
                    return true;
                }
            }
            scanned = to - from;
            if (scanned > ManifestLine.MAX_LENGTH) {
                throw new InvalidManifestException(
                        line + 1, "the line is longer than " + ManifestLine.MAX_LENGTH + " bytes");
            }
            if (!fill()) {
                return false;
            }
        }
    }

    private void take(int end, int next) {
        lineFrom = from;
        lineTo = end;
        from = next;
        line++;
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

    /** The array with the line, from {@link #from} to {@link #to}; its newline follows. */
    byte[] bytes() {
        return buffer;
    }

    int from() {
        return lineFrom;
    }

    int to() {
        return lineTo;
    }

    /** The number of the line read last, from 1. */
    long line() {
        return line;
    }

    /** The position of the last line in the stream. */
    long offset() {
        return base + lineFrom;
    }

    String text() {
        return new String(buffer, lineFrom, lineTo - lineFrom, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
