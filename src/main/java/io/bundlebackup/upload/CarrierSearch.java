package io.bundlebackup.upload;

import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.ManifestReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Looks in older manifests for what carries the content of a line: a file of the same path, size and hash, with a name of a delivered
 * file. All come in the same order, and none is read more than once. Memory: a buffer a manifest. Not thread-safe.
 */
final class CarrierSearch implements Closeable {
    private final List<Older> older = new ArrayList<>();

    /** @param manifests in the order in which they are preferred */
    CarrierSearch(List<Path> manifests) throws IOException {
        try {
            for (var manifest : manifests) {
                older.add(new Older(manifest));
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** The delivered file that has this line's content; null if none of the manifests knows. Lines come in their order. */
    @Nullable
    String carrier(Entry line) throws IOException {
        for (var each : older) {
            var found = each.carrier(line);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        IOException failed = null;
        for (var each : older) {
            try {
                each.lines.close();
            } catch (IOException e) {
                failed = e;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    private static final class Older {
        private final ManifestReader lines;
        private @Nullable Entry next;

        Older(Path manifest) throws IOException {
            lines = ManifestReader.open(manifest);
            try {
                next = lines.next();
            } catch (IOException | RuntimeException e) {
                lines.close();
                throw e;
            }
        }

        @Nullable
        String carrier(Entry line) throws IOException {
            var here = next;
            while (here != null && here.path().compareTo(line.path()) < 0) {
                here = lines.next();
            }
            next = here;
            return here != null
                            && here.path().equals(line.path())
                            && here.isRegularFile()
                            && here.size() == line.size()
                            && Objects.equals(here.sha256(), line.sha256())
                            && !here.fileName().isEmpty()
                    ? here.fileName()
                    : null;
        }
    }
}
