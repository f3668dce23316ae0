package io.bundlebackup.vault.work;

import io.bundlebackup.archive.tree.Interrupts;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.ManifestDifferences;
import io.bundlebackup.manifest.RawPath;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Finds the directories that are not the parent's: those above a line that the parent's manifest does not have, has no longer or has
 * differently, or above a line without a ctime, of which more may have changed than lines show. Counts the entries. Not thread-safe.
 */
final class Changes implements ManifestDifferences.Visitor {
    private final PathList.Writer directories;
    private @Nullable RawPath last;
    private long regular;
    private long bytes;
    private long changed;
    private long removed;

    private Changes(PathList.Writer directories) {
        this.directories = directories;
    }

    /** Compares the manifest with the parent's. */
    static Changes find(WorkFiles files) throws IOException, InterruptedException {
        try (var directories = new PathList.Writer(files.changed())) {
            var changes = new Changes(directories);
            ManifestDifferences.compare(files.before(), files.manifest(), changes);
            return changes;
        }
    }

    /** Without a parent every entry is new, so the pass has counted all of them. */
    static Changes all(StorePass pass, WorkFiles files) throws IOException {
        try (var directories = new PathList.Writer(files.changed())) {
            var changes = new Changes(directories);
            changes.regular = pass.regular();
            changes.bytes = pass.bytes();
            changes.changed = pass.entries();
            return changes;
        }
    }

    private void count(Entry entry) {
        if (entry.isRegularFile()) {
            regular++;
            bytes += entry.size();
        }
    }

    @Override
    public void line(Entry entry, boolean same) throws IOException, InterruptedException {
        Interrupts.check("comparing manifests");
        count(entry);
        if (!same) {
            changed++;
        }
        if (!same || entry.ctime() == null) {
            mark(entry.path());
        }
    }

    @Override
    public void removed(Entry entry) throws IOException {
        removed++;
        mark(entry.path());
    }

    /** Adds the directories above a path, outermost first, except those that were added before: they are above the last path too. */
    private void mark(RawPath path) throws IOException {
        var above = new ArrayDeque<RawPath>();
        for (var each = path.parent(); each != null && !isMarked(each); each = each.parent()) {
            above.push(each);
        }
        for (var each : above) {
            directories.add(each);
            last = each;
        }
    }

    private boolean isMarked(RawPath directory) {
        return last != null && (last.equals(directory) || last.isUnder(directory));
    }

    /** Whether anything below the root differs. */
    boolean areAny() {
        return last != null;
    }

    long files() {
        return regular;
    }

    long bytes() {
        return bytes;
    }

    long changed() {
        return changed;
    }

    long removed() {
        return removed;
    }
}
