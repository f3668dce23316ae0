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
 * The lines of a manifest that some files and directories need: their own, those of everything in the directories, and those of the
 * directories above them, but not of the root. Where the first name of a file is not among them, the first one that is takes its place.
 * Immutable and thread-safe, but for {@link Copy}.
 */
public final class SelectedLines {
    /** So many files whose first name is not wanted keep their further names as such; the names of the others become files of their own. */
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

    /** Whether a path is one of those that are wanted, or lies beneath one. */
    public boolean covers(RawPath path) {
        for (RawPath here = path; here != null; here = here.parent()) {
            if (wanted.contains(here)) {
                return true;
            }
        }
        return false;
    }

    /** Whether something beneath a directory is wanted. */
    public boolean isAbove(RawPath directory) {
        return directory.isRoot() || above.contains(directory);
    }

    /** Whether a directory is there only because something beneath it is wanted. */
    public boolean isOnlyAbove(RawPath directory) {
        return above.contains(directory) && !covers(directory);
    }

    /** Begins to go through a manifest. */
    public Copy copy() {
        return new Copy();
    }

    /** One pass through a manifest. Not thread-safe. */
    public final class Copy {
        private final Map<RawPath, RawPath> firstNames = new HashMap<>();
        private final Set<RawPath> absent = new HashSet<>(wanted);

        private Copy() {}

        /** The next line as it is to be; null if it is not needed. */
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

        /** Those of the paths that no line had, so far. */
        public List<RawPath> absent() {
            return absent.stream().sorted().toList();
        }
    }

    /** Writes what is needed of a manifest, and closes neither; those of the paths that the manifest does not list. */
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
