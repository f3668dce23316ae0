package io.bundlebackup.upload.store;

import io.bundlebackup.bundle.BundleName;
import io.bundlebackup.session.state.BundleId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files of uploads that no row names: a service that was killed between the two has left them.
 *
 * @param named the names that a bundle's rows have
 */
public record UnnamedFiles(UploadFiles files, Function<BundleId, Set<String>> named) {
    private static final Logger log = LoggerFactory.getLogger(UnnamedFiles.class);

    /**
     * Removes these files, at the start of the service. What the service did not make, or cannot remove, stays, and does not keep the service from
     * starting.
     */
    public void remove() {
        try {
            files.resumeRemovals();
            for (var session : directories(files.root())) {
                var id = session.getFileName().toString();
                if (!id.startsWith(".")) {
                    removeOf(session, id);
                }
            }
        } catch (IOException e) {
            log.warn("The uploads could not be searched for files that no session needs: {}", e.toString());
        }
    }

    private void removeOf(Path session, String id) throws IOException {
        for (var directory : directories(session)) {
            var name = BundleName.ofDirectory(directory.getFileName().toString());
            if (name.isPresent()) {
                removeOf(directory, new BundleId(id, name.get().toString()));
            }
        }
        if (Files.exists(session)) {
            files.removeIfEmpty(session);
        }
    }

    private void removeOf(Path directory, BundleId bundle) throws IOException {
        var needed = named.apply(bundle);
        if (needed.isEmpty()) {
            files.discard(bundle);
            return;
        }
        try (Stream<Path> found = Files.list(directory)) {
            for (var file : found.filter(Files::isRegularFile).toList()) {
                if (!needed.contains(file.getFileName().toString())) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static List<Path> directories(Path directory) throws IOException {
        try (Stream<Path> found = Files.list(directory)) {
            return found.filter(Files::isDirectory).toList();
        }
    }
}
