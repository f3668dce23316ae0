package io.bundlebackup.bundle;

import io.bundlebackup.bundle.selection.PathSelection;
import io.bundlebackup.bundle.selection.RawPaths;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds bundles whose directories overlap each other, the service's own directories or a mounted file system. Such a bundle can be backed
 * up, but not restored: a restore exchanges the whole tree, and with it everything inside.
 */
final class BundleOverlaps {
    private static final String WORK_DIRECTORY = Bundle.WORK_DIRECTORY;

    private final Collection<Bundle> bundles;
    private final Path own;
    private final RestoreMethods methods;
    private final Map<Path, List<Bundle>> byDirectory = new HashMap<>();
    private final Map<BundleName, Bundle> overlaps = new HashMap<>();
    private final Map<BundleName, List<byte[]>> skipped = new HashMap<>();
    /** Null if the mount table cannot be read. */
    private final @Nullable MountPoints mounts = mounts();

    BundleOverlaps(Collection<Bundle> bundles, Path dataDirectory, RestoreMethods methods) {
        this.bundles = bundles;
        this.methods = methods;
        this.own = real(dataDirectory);
        bundles.forEach(bundle -> byDirectory
                .computeIfAbsent(bundle.directory(), _ -> new ArrayList<>())
                .add(bundle));
    }

    /** The bundles with the problems that their directories cause, in the same order. */
    List<Bundle> checked() {
        for (Bundle bundle : bundles) {
            for (Path path = bundle.directory(); path != null; path = path.getParent()) {
                enclosing(path).forEach(other -> overlap(bundle, other));
            }
            // The work directory is inside a data directory that is a mount point, otherwise beside it.
            skip(bundle.directory().resolve(WORK_DIRECTORY));
            Path parent = bundle.directory().getParent();
            if (parent != null) {
                skip(parent.resolve(WORK_DIRECTORY));
            }
        }
        skip(own);
        return bundles.stream().map(this::checked).toList();
    }

    private Bundle checked(Bundle bundle) {
        PathSelection selection =
                bundle.selection().skipping(skipped.getOrDefault(bundle.bundleName(), Collections.emptyList()));
        String restoreProblem = restoreProblem(bundle);
        Bundle checked = bundle.located(selection, restoreProblem, method(bundle, restoreProblem));
        return bundle.directory().startsWith(own)
                ? checked.withProblem("its directory is in the service's own directory")
                : checked;
    }

    private RestoreMethod method(Bundle bundle, @Nullable String restoreProblem) {
        return mounts == null || bundle.problem() != null || restoreProblem != null
                ? RestoreMethod.WHOLE
                : methods.of(bundle, mounts);
    }

    private @Nullable String restoreProblem(Bundle bundle) {
        Bundle other = overlaps.get(bundle.bundleName());
        if (other != null) {
            return "its directory overlaps that of " + other.name() + ", so it can be backed up but not restored";
        }
        if (own.startsWith(bundle.directory())) {
            return "the service's own directory is in its directory, so it can be backed up but not restored";
        }
        return mounts == null
                ? "the mount table cannot be read, so it can be backed up but not restored"
                : mounts.below(bundle.directory())
                        .map(below -> "another file system is mounted in its directory, at " + below
                                + ", so it can be backed up but not restored")
                        .orElse(null);
    }

    private static @Nullable MountPoints mounts() {
        try {
            return MountPoints.read();
        } catch (IOException _) {
            return null;
        }
    }

    private void overlap(Bundle one, Bundle other) {
        if (!one.bundleName().equals(other.bundleName())) {
            overlaps.putIfAbsent(one.bundleName(), other);
            overlaps.putIfAbsent(other.bundleName(), one);
        }
    }

    /** Excludes a directory of the service from every bundle that contains it. */
    private void skip(Path directory) {
        for (Path path = directory.getParent(); path != null; path = path.getParent()) {
            for (Bundle bundle : enclosing(path)) {
                skipped.computeIfAbsent(bundle.bundleName(), _ -> new ArrayList<>())
                        .add(RawPaths.bytes(bundle.directory().relativize(directory)));
            }
        }
    }

    private List<Bundle> enclosing(Path path) {
        return byDirectory.getOrDefault(path, List.of());
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException _) {
            return path.toAbsolutePath().normalize(); // does not exist yet
        }
    }
}
