package io.bundlebackup.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the symbolic links in the paths of data directories. The operator may have made such links on purpose, so they are followed
 * once: at the start of the service for bundles in the configuration, otherwise when the service first finds the data, and again when
 * {@code bundle.json} was replaced. A link that changes later was not made by the operator and is not followed. All paths are absolute
 * and normal. Thread-safe.
 */
final class ResolvedDirectories {
    private static final int MOST_LINKS = 40;

    private final ConcurrentHashMap<Path, Known> known = new ConcurrentHashMap<>();

    /**
     * A data directory.
     *
     * @param path absolute, with links resolved
     * @param moved whether the path now leads somewhere else
     */
    record Found(Path path, boolean moved) {}

    private record Known(Path path, Declaration declaration) {}

    /**
     * The file that declares the directory as a bundle's data.
     *
     * @param file the key of the file; null if unknown
     * @param written when the file was written
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

    /** Follows the links to a directory in the configuration, which need not exist yet. */
    void declare(Path directory) {
        var place = resolve(directory, MOST_LINKS);
        known.put(directory, new Known(place, Declaration.CONFIGURATION));
    }

    /** @throws IOException if the directory does not exist or cannot be reached */
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

    /** The resolved path of a directory, which need not exist. */
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

    /** Resolves links as the kernel does; missing parts stay unchanged. */
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
