package io.bundlebackup.upload.chain;

import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.posix.Flushing;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.upload.store.BundleLocks.Held;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The manifests of the newest completed backups of each bundle, from which increments start without an upload. The file of each is {@code
 * <root>/<generation>}. A backup whose manifest could not be kept is complete nevertheless. Thread-safe.
 */
public final class KeptManifests {
    private static final Logger log = LoggerFactory.getLogger(KeptManifests.class);

    private final Path root;
    private final KeptManifestRows rows;
    private final int most;
    /** Its read lock is held while appends choose generations, its write lock while generations are removed. */
    private final ReentrantReadWriteLock choosing = new ReentrantReadWriteLock();

    /** @param most manifests of a bundle that are kept */
    public KeptManifests(Path root, KeptManifestRows rows, int most) {
        this.root = root;
        this.rows = rows;
        this.most = most;
    }

    /** Removes rows without files, files without rows, and what exceeds the setting. To be called at the start of the service. */
    public void clean() {
        try {
            Files.createDirectories(root);
            rows.clean(
                    rows.generations().stream()
                            .filter(generation -> !Files.exists(root.resolve(generation)))
                            .toList(),
                    most);
            var kept = new HashSet<>(rows.generations());
            try (var files = Files.newDirectoryStream(root)) {
                for (var file : files) {
                    if (!kept.contains(String.valueOf(file.getFileName()))) {
                        Files.delete(file);
                    }
                }
            }
        } catch (IOException e) {
            log.warn("The directory of kept manifests could not be cleaned up: {}", e.toString());
        }
    }

    /**
     * Keeps the manifest of a backup that has completed, and removes the oldest ones of its bundle. Never throws.
     *
     * @param manifest the full manifest, which is moved; absent if it was kept before
     * @param time the {@code lastIncrementalTime} that the backup gave, {@code null} if files failed
     * @param newestEpoch the largest number that a {@code fileName} in the manifest begins with
     */
    public void keep(BundleId bundle, Path manifest, ManifestHeader header, @Nullable Long time, long newestEpoch) {
        if (most == 0 || !Files.exists(manifest)) {
            return;
        }
        var file = root.resolve(header.generation().toString());
        try {
            Files.move(manifest, file, StandardCopyOption.REPLACE_EXISTING);
            Flushing.file(file);
            Flushing.directory(root);
            removeFiles(add(bundle, new KeptManifestRows.Row(header, newestEpoch), time));
        } catch (IOException | RuntimeException e) {
            log.warn(
                    "The manifest of a backup of {} could not be kept; the next incremental backup needs the manifest from its client,"
                            + " or sends everything. Look at the disk of the data directory: {}",
                    bundle.name(),
                    e.toString());
            removeFiles(List.of(header.generation().toString()));
        }
    }

    private List<String> add(BundleId bundle, KeptManifestRows.Row row, @Nullable Long time) {
        choosing.writeLock().lock();
        try {
            return rows.add(bundle, row, time, most);
        } finally {
            choosing.writeLock().unlock();
        }
    }

    private void removeFiles(List<String> generations) {
        for (var generation : generations) {
            try {
                Files.deleteIfExists(root.resolve(generation));
            } catch (IOException e) {
                log.warn("A manifest could not be removed; the next start of the service removes it: {}", e.toString());
            }
        }
    }

    /** Keeps every generation until the result is closed. */
    Held hold() {
        choosing.readLock().lock();
        return () -> choosing.readLock().unlock();
    }

    Optional<PreviousManifest> find(String bundle, UUID generation) {
        var file = root.resolve(generation.toString());
        return rows.find(bundle, generation)
                .filter(_ -> Files.exists(file))
                .map(row -> new PreviousManifest(file, row.header(), row.newestEpoch()));
    }

    /** The generation that gave a caller a time, if it is kept and no other backup of the bundle gave the caller that time. */
    Optional<UUID> findGiver(String owner, String bundle, long time) {
        return rows.findGiver(owner, bundle, time)
                .filter(generation -> find(bundle, generation).isPresent());
    }

    /** The kept manifest that a bundle of a session starts from, if its append chose one. */
    Optional<PreviousManifest> findBaseline(BundleId bundle) {
        return rows.findBaseline(bundle).flatMap(generation -> find(bundle.name(), generation));
    }
}
