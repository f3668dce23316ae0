package io.bundlebackup.manifest;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a manifest that a selection of files and directories needs: the selected entries, everything below selected
 * directories, and the directories above, without the root. If the first name of a file is not selected, the first selected
 * name takes its place. Immutable and thread-safe, except {@link Copy}.
 */
public final class SelectedLines {
    /**
     * The most files whose first name is not selected and whose hard links stay hard links; the names of further such files
     * become separate files.
     */
    private static final int MOST_FIRST_NAMES = 100_000;

    private final Set<RawPath> wanted;
    private final Set<RawPath> above = new HashSet<>();

    public SelectedLines(Collection<RawPath> paths) {
        wanted = Set.copyOf(paths);
        for (var path : wanted) {
            for (var parent = path.parent(); parent != null && !parent.isRoot(); parent = parent.parent()) {
                above.add(parent);
            }
        }
    }

    /** Whether a path is selected, or lies below a selected path. */
    public boolean covers(RawPath path) {
        for (RawPath here = path; here != null; here = here.parent()) {
            if (wanted.contains(here)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a directory has a selected path below it. */
    public boolean isAbove(RawPath directory) {
        return directory.isRoot() || above.contains(directory);
    }

    /** Whether a directory is needed only because a path below it is selected. */
    public boolean isOnlyAbove(RawPath directory) {
        return above.contains(directory) && !covers(directory);
    }

    /** Begins a pass over a manifest. */
    public Copy copy() {
        return new Copy();
    }

    /** A pass over a manifest. Not thread-safe. */
    public final class Copy {
        private final Map<RawPath, RawPath> firstNames = new HashMap<>();
        private final Set<RawPath> absent = new HashSet<>(wanted);

        private Copy() {}

        /** The selected form of the next line; null if the line is not needed. */
        public @Nullable Entry take(Entry entry) {
            if (!covers(entry.path())) {
                return entry.isDirectory() && above.contains(entry.path()) ? entry : null;
            }
            absent.remove(entry.path());
            var link = entry.link();
            if (!entry.isHardLink() || link == null) {
                return entry;
            }
            var first = RawPath.of(link.bytes());
            if (covers(first)) {
                return entry;
            }
            var known = firstNames.get(first);
            if (known != null) {
                return entry.withLink(Link.to(known));
            }
            if (firstNames.size() < MOST_FIRST_NAMES) {
                firstNames.put(first, entry.path());
            }
            return entry.withLink(null);
        }

        /** The selected paths that no line had so far. */
        public List<RawPath> absent() {
            return absent.stream().sorted().toList();
        }
    }

    /**
     * Writes the selected lines of a manifest and closes neither stream; returns the selected paths that the manifest does
     * not list.
     */
    public List<RawPath> write(ManifestReader from, ManifestWriter to) throws IOException {
        var copy = copy();
        for (var entry = from.next(); entry != null; entry = from.next()) {
            var line = copy.take(entry);
            if (line != null) {
                to.write(line);
            }
        }
        return copy.absent();
    }
}
