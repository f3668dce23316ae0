package io.bundlebackup.manifest;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Compares two manifests, version 2.0, in constant memory. A line of the earlier manifest is parsed only where the two differ. */
public final class ManifestDifferences {
    private final ManifestReader before;
    private final ManifestReader after;
    private boolean ended;
    private @Nullable Entry parsed;

    private ManifestDifferences(ManifestReader before, ManifestReader after) {
        this.before = before;
        this.after = after;
    }

    /** Receives the lines in order. */
    public interface Visitor {
        /** @param same whether the earlier manifest has the same line, byte for byte */
        void line(Entry entry, boolean same) throws IOException, InterruptedException;

        /** A line of the earlier manifest whose path the later manifest does not list. */
        void removed(Entry entry) throws IOException, InterruptedException;
    }

    public static void compare(Path before, Path after, Visitor visitor) throws IOException, InterruptedException {
        try (var earlier = ManifestReader.open(before);
                var later = ManifestReader.open(after)) {
            new ManifestDifferences(earlier, later).run(visitor);
        }
    }

    private void run(Visitor visitor) throws IOException, InterruptedException {
        advance();
        for (var entry = after.next(); entry != null; entry = after.next()) {
            if (!ended && before.hasSameLine(after)) {
                advance();
                visitor.line(entry, true);
                continue;
            }
            int order = skipTo(entry.path(), visitor);
            visitor.line(entry, false);
            if (order == 0) {
                advance();
            }
        }
        while (!ended) {
            visitor.removed(earlier());
            advance();
        }
    }

    /** Skips the removed lines before a path; returns how the next line's path compares with the path. */
    private int skipTo(RawPath path, Visitor visitor) throws IOException, InterruptedException {
        while (!ended) {
            int order = earlier().path().compareTo(path);
            if (order >= 0) {
                return order;
            }
            visitor.removed(earlier());
            advance();
        }
        return 1;
    }

    private void advance() throws IOException {
        parsed = null;
        ended = !before.skip();
    }

    private Entry earlier() throws IOException {
        var entry = parsed;
        if (entry == null) {
            entry = before.parse();
            parsed = entry;
        }
        return entry;
    }
}
