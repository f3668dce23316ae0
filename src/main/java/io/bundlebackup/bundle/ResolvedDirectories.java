package io.bundlebackup.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Where data directories lie. Symbolic links on the way, which the operator may have made on purpose, are followed once: when the service
 * starts for bundles of its configuration, else when the service first finds the data, and again when the {@code bundle.json} is another
 * one. What leads somewhere else otherwise was put in the way by somebody else, and is not followed. All paths are absolute and normal.
 * Thread-safe.
 */
final class ResolvedDirectories {
    private static final int MOST_LINKS = 40;

    private final ConcurrentHashMap<Path, Known> known = new ConcurrentHashMap<>();

    /**
     * A data directory.
     *
     * @param path absolute, without links on the way when they were followed
     * @param moved whether the way leads somewhere else by now
     */
    record Found(Path path, boolean moved) {}

    private record Known(Path path, Declaration declaration) {}

    /**
     * What says that the directory is a bundle's data.
     *
     * @param file which file, null if none tells
     * @param written when that was written
     */
    record Declaration(@Nullable Object file, @Nullable Instant written) {
        static final Declaration CONFIGURATION = new Declaration(null, null);

        /** By the {@code bundle.json}, which only the operator may write: its commands run as the service's user. */
        static Declaration by(Path facts) {
            try {
                var attributes = Files.readAttributes(facts, BasicFileAttributes.class);
                return new Declaration(
                        attributes.fileKey(), attributes.lastModifiedTime().toInstant());
            } catch (IOException _) {
                return CONFIGURATION;
            }
        }
    }

    /** Follows the links to a directory of the configuration, which need not be there yet. */
    void declare(Path directory) {
        var place = resolve(directory, MOST_LINKS);
        known.put(directory, new Known(place, Declaration.CONFIGURATION));
    }

    /** @throws IOException if the directory is not there, or cannot be reached */
    Found find(Path directory, Declaration declaration) throws IOException {
        Path now = directory.toRealPath();
        Known before = known.get(directory);
        if (before != null && before.declaration.equals(declaration)) {
            return new Found(before.path, !before.path.equals(now));
        }
        if (Files.isDirectory(now)) {
            known.put(directory, new Known(now, declaration));
        }
        return new Found(now, false);
    }

    /** Where a directory lies, or would if it was there. */
    Path at(Path directory) {
        Known before = known.get(directory);
        if (before != null) {
            return before.path;
        }
        try {
            return directory.toRealPath();
        } catch (IOException _) {
            return directory;
        }
    }

    /** As the kernel would, but what is missing stays as it is. */
    private static Path resolve(Path path, int links) {
        try {
            return path.toRealPath();
        } catch (IOException _) {
            Path parent = path.getParent();
            Path name = path.getFileName();
            if (parent == null || name == null) {
                return path;
            }
            if (links > 0 && Files.isSymbolicLink(path)) {
                try {
                    Path target = parent.resolve(Files.readSymbolicLink(path)).normalize();
                    return resolve(target, links - 1);
                } catch (IOException e) {
                    return path;
                }
            }
            return resolve(parent, links).resolve(name);
        }
    }
}
