package io.bundlebackup.restore.tree;

import io.bundlebackup.archive.unpack.TreeBuilder;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.ManifestCursor;
import io.bundlebackup.manifest.ManifestIndex;
import io.bundlebackup.manifest.ManifestReader;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The lines of a manifest in its order, without those of files that a salvaged tree lacks. Not thread-safe. */
final class RestoredLines implements Closeable {
    private final ManifestReader lines;
    private final ManifestCursor firstLines;
    private final TreeBuilder builder;
    private long number = -1;

    RestoredLines(ManifestIndex manifest, TreeBuilder builder) throws IOException {
        this.builder = builder;
        this.firstLines = manifest.cursor();
        try {
            this.lines = manifest.reader();
        } catch (IOException e) {
            firstLines.close();
            throw e;
        }
    }

    /** The next line; null at the end. */
    @Nullable
    Entry next() throws IOException {
        Entry line;
        do {
            line = lines.next();
            number++;
        } while (line != null && builder.isLost(line, number, firstLines));
        return line;
    }

    @Override
    public void close() throws IOException {
        try (firstLines) {
            lines.close();
        }
    }
}
