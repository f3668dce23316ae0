package io.bundlebackup.archive.pack;

import io.bundlebackup.archive.scan.ScanFiles;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.ManifestReader;
import io.bundlebackup.manifest.ManifestWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The lines of entries that an incremental backup does not deliver, in the manifest's order and without hard links. Empty in
 * a full backup. Not thread-safe.
 */
public final class UnchangedLines implements Closeable {
    private final @Nullable Lines kept;
    private final @Nullable Lines compared;
    private @Nullable Lines current;

    /** A file of lines, with its next line. */
    private static final class Lines implements Closeable {
        final ManifestReader reader;

        @Nullable
        Entry next;

        Lines(Path file) throws IOException {
            reader = ManifestReader.open(file);
            try {
                next = reader.next();
            } catch (IOException | RuntimeException e) {
                reader.close();
                throw e;
            }
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }

    public UnchangedLines(ScanFiles scanned) throws IOException {
        kept = open(scanned.kept());
        try {
            compared = open(scanned.compared());
        } catch (IOException | RuntimeException e) {
            close(kept);
            throw e;
        }
        settle();
    }

    private static @Nullable Lines open(Path file) throws IOException {
        return Files.exists(file) ? new Lines(file) : null;
    }

    private void settle() {
        var a = kept == null ? null : kept.next;
        var b = compared == null ? null : compared.next;
        if (a == null || b == null) {
            current = a != null ? kept : b != null ? compared : null;
        } else {
            current = a.path().compareTo(b.path()) < 0 ? kept : compared;
        }
    }

    /** The next line; null at the end. */
    public @Nullable Entry peek() {
        return current == null ? null : current.next;
    }

    /** Advances to the line after it. */
    public void advance() throws IOException {
        if (current != null) {
            current.next = current.reader.next();
            settle();
        }
    }

    /** Copies the next line verbatim, which is faster than rendering it. */
    public void copyTo(ManifestWriter out) throws IOException {
        if (current != null && current.next != null) {
            out.copy(current.next, current.reader);
        }
    }

    /** Copies all remaining lines, without parsing where possible. */
    public void moveRest(ManifestWriter out) throws IOException {
        while (current != null) {
            copyTo(out);
            if (kept == null || compared == null || kept.next == null || compared.next == null) {
                out.writeRest(current.reader);
            }
            advance();
        }
    }

    private static void close(@Nullable Lines lines) throws IOException {
        if (lines != null) {
            lines.close();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            close(kept);
        } finally {
            close(compared);
        }
    }
}
