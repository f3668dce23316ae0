package io.bundlebackup.vault.snapshot;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.repository.Repository;
import io.bundlebackup.repository.RepositoryWriter;
import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.place.DamagedFileException;
import io.bundlebackup.repository.place.DirectoryPlace;
import io.bundlebackup.repository.place.FileType;
import io.bundlebackup.repository.tree.InvalidTreeException;
import io.bundlebackup.session.store.DatabaseWrites;
import io.bundlebackup.vault.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshots of vaults. The repositories have the truth; the database is a cache that is compared with the names of their snapshots at each
 * look, so what restic adds or forgets is seen. Thread-safe. Failures of a vault are {@code vault-unavailable} or {@code vault-damaged}.
 */
public final class SnapshotCatalog {
    private static final Logger log = LoggerFactory.getLogger(SnapshotCatalog.class);
    private static final String SNAPSHOTS = "snapshots";

    /** The clocks of file systems, also of remote ones, have no longer ticks. */
    private static final Duration TICK = Duration.ofSeconds(2);

    private final Repositories repositories;
    private final DatabaseWrites writes;
    private final SnapshotRows rows;
    private final InstantSource clock;
    /** When the directories of snapshots were changed last, whose names are those of the rows. */
    private final Map<Path, FileTime> compared = new ConcurrentHashMap<>();
    /** Snapshots that cannot be read: one must not keep the others from being used. */
    private final Set<BlobId> damaged = ConcurrentHashMap.newKeySet();

    SnapshotCatalog(Repositories repositories, DatabaseWrites writes, SnapshotRows rows, InstantSource clock) {
        this.repositories = repositories;
        this.writes = writes;
        this.rows = rows;
        this.clock = clock;
    }

    /** Newest first, behind the first {@code skip}. */
    public List<VaultSnapshot> page(Vault vault, SnapshotFilter filter, long skip, int limit) {
        if (filter.bundleName() == null) {
            refresh(vault);
        } else {
            refreshIfKept(vault, filter.bundleName());
        }
        return rows.page(vault.name(), filter, skip, limit);
    }

    /** All of a bundle, newest first. */
    public List<VaultSnapshot> of(Vault vault, String bundle) {
        var filter = new SnapshotFilter(bundle, null, null, null, null, null);
        return page(vault, filter, 0, Integer.MAX_VALUE);
    }

    /** The newest complete snapshot of a bundle that a run has made, and that is not deleted; snapshots of restic have no manifest. */
    public Optional<VaultSnapshot> newestComplete(Vault vault, String bundle) {
        refreshIfKept(vault, bundle);
        return knownNewestComplete(vault, bundle);
    }

    /** As {@link #newestComplete}, by what is known, without a look at the vault. */
    public Optional<VaultSnapshot> knownNewestComplete(Vault vault, String bundle) {
        return rows.newestComplete(vault.name(), bundle);
    }

    /** The names of the bundles that the vault has a repository of; none if the vault is not there. */
    public List<String> knownBundles(Vault vault) {
        try {
            return vault.bundles();
        } catch (ProblemException e) {
            return List.of();
        }
    }

    /** @throws ProblemException {@code no-such-snapshot} */
    public VaultSnapshot get(Vault vault, UUID snapshot) {
        var known = rows.find(vault.name(), snapshot);
        if (known.isPresent()) {
            vault.requireThere();
            refresh(vault, known.get().bundleName());
        } else {
            vault.bundles().forEach(bundle -> refresh(vault, bundle));
        }
        return rows.find(vault.name(), snapshot)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.NO_SUCH_SNAPSHOT,
                        "There is no snapshot " + snapshot + " in the vault " + vault.name() + "."));
    }

    /** Compares what is known with all repositories of a vault. */
    void refresh(Vault vault) {
        vault.bundles().forEach(bundle -> refresh(vault, bundle));
    }

    private void refreshIfKept(Vault vault, String bundle) {
        if (!vault.isUsed()) {
            return;
        }
        vault.requireThere();
        if (Files.isDirectory(vault.repository(bundle))) {
            refresh(vault, bundle);
        }
    }

    /** Compares what is known with the names in a repository of a vault that is there, unless their directory is as it was at the last comparison. */
    private void refresh(Vault vault, String bundle) {
        try {
            var directory = vault.repository(bundle).resolve(SNAPSHOTS);
            var modified = modified(directory);
            if (modified != null && modified.equals(compared.get(directory))) {
                return;
            }
            var present = new HashSet<BlobId>();
            new DirectoryPlace(vault.repository(bundle))
                    .list(FileType.SNAPSHOT, file -> present.add(file.name().id()));
            present.removeAll(damaged);
            var known = rows.ids(vault.name(), bundle);
            if (!known.equals(present)) {
                update(vault, bundle, known, present);
            }
            // A change in the same tick of the file system's clock would leave no trace in the time.
            if (modified != null
                    && modified.toInstant().isBefore(clock.instant().minus(TICK))) {
                compared.put(directory, modified);
            }
        } catch (IOException e) {
            throw VaultProblems.of(vault, bundle, e);
        }
    }

    private static @Nullable FileTime modified(Path directory) throws IOException {
        try {
            return Files.getLastModifiedTime(directory);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private void update(Vault vault, String bundle, Set<BlobId> known, Set<BlobId> present) throws IOException {
        var gone = known.stream().filter(id -> !present.contains(id)).toList();
        gone.forEach(id -> writes.write(database -> SnapshotRows.remove(database, vault.name(), bundle, id)));
        var added = present.stream().filter(id -> !known.contains(id)).toList();
        if (added.isEmpty()) {
            return;
        }
        try (var use = repositories.open(vault, bundle)) {
            for (var id : added) {
                try {
                    var found = FoundSnapshot.load(use.repository(), vault, bundle, id, present);
                    writes.write(database -> SnapshotRows.save(database, found));
                } catch (NoSuchFileException e) {
                    log.debug("the snapshot {} was forgotten meanwhile", id);
                } catch (DamagedFileException | InvalidTreeException e) {
                    damaged.add(id);
                    log.warn(
                            "The snapshot {} of {} in the vault {} is damaged, and is not listed: {}. Put a copy of its file back, or remove the file, and start the service again.",
                            id,
                            bundle,
                            vault.name(),
                            e.getMessage());
                }
            }
        }
    }

    /**
     * Lists a new snapshot: what it consists of is in the writer.
     *
     * @param tags of restic; the generation is added
     */
    public VaultSnapshot add(
            Vault vault, String bundle, RepositoryWriter writer, Repository repository, NewSnapshot made)
            throws IOException, InterruptedException {
        new KeptFacts(made.figures(), SnapshotMarks.NONE).save(repository.vaultFiles(), made.snapshotId());
        var id = writer.saveSnapshot(made.file(Vault.SOURCE, bundle).toJson());
        var snapshot = new VaultSnapshot(
                made.snapshotId(),
                id,
                made.tree(),
                vault.name(),
                bundle,
                made.takenAt(),
                made.figures(),
                SnapshotMarks.NONE);
        writes.write(database -> SnapshotRows.save(database, snapshot));
        return snapshot;
    }

    /** Changes what callers have said of a snapshot. */
    public synchronized VaultSnapshot mark(Vault vault, UUID id, UnaryOperator<SnapshotMarks> change) {
        var before = get(vault, id);
        var after = before.with(change.apply(before.marks()));
        try (var use = repositories.open(vault, before.bundleName())) {
            new KeptFacts(after.figures(), after.marks()).save(use.repository().vaultFiles(), id);
        } catch (IOException e) {
            throw VaultProblems.of(vault, before.bundleName(), e);
        }
        writes.write(database -> SnapshotRows.save(database, after));
        return after;
    }

    /**
     * Deletes a snapshot: it is forgotten after the delay of the vault, and can be taken back until then.
     *
     * @param force also the newest complete one
     * @throws ProblemException {@code snapshot-pinned}, {@code last-good-snapshot}
     */
    public VaultSnapshot delete(Vault vault, UUID id, boolean force) {
        var snapshot = get(vault, id);
        if (snapshot.marks().deleted()) {
            return snapshot;
        }
        if (snapshot.marks().pinned()) {
            throw new ProblemException(ProblemType.SNAPSHOT_PINNED, "The snapshot is pinned; unpin it first.");
        }
        var newest = newestComplete(vault, snapshot.bundleName());
        if (!force && newest.isPresent() && newest.get().snapshotId().equals(id)) {
            throw new ProblemException(
                    ProblemType.LAST_GOOD_SNAPSHOT,
                    "This is the newest complete snapshot of " + snapshot.bundleName()
                            + "; force=true deletes it all the same.");
        }
        var goneAt = clock.instant().plus(vault.declared().deleteDelay());
        return mark(vault, id, marks -> marks.gone(goneAt));
    }

    /** Takes a deleted snapshot back; nothing if it is not deleted. */
    public VaultSnapshot undelete(Vault vault, UUID id) {
        return mark(vault, id, marks -> marks.gone(null));
    }

    /** Forgets a snapshot for good, under an exclusive lock of its repository; a prune frees its space. */
    public void forget(Vault vault, VaultSnapshot snapshot) throws InterruptedException {
        try (var use = repositories.open(vault, snapshot.bundleName())) {
            use.repository().removeSnapshot(snapshot.resticId());
            KeptFacts.remove(use.repository().vaultFiles(), snapshot.snapshotId());
        } catch (IOException e) {
            throw VaultProblems.of(vault, snapshot.bundleName(), e);
        }
        writes.write(
                database -> SnapshotRows.remove(database, vault.name(), snapshot.bundleName(), snapshot.resticId()));
    }

    /**
     * Removes what a repository keeps of snapshots that are not there: a run or a deletion ended halfway, or restic has forgotten them. Does
     * nothing while the repository has a snapshot that cannot be read.
     */
    public void removeLeft(Vault vault, String bundle) throws InterruptedException {
        try (var use = repositories.open(vault, bundle)) {
            var repository = use.repository();
            if (!left(vault, bundle, repository).isEmpty()) {
                repository.removeVaultFiles(() -> left(vault, bundle, repository));
            }
        } catch (IOException e) {
            throw VaultProblems.of(vault, bundle, e);
        }
    }

    private Set<String> left(Vault vault, String bundle, Repository repository) throws IOException {
        var listed = of(vault, bundle);
        var ids = listed.stream().map(VaultSnapshot::resticId).collect(Collectors.toSet());
        return ids.containsAll(repository.snapshots())
                ? KeptFacts.unneeded(
                        repository.vaultFiles(),
                        listed.stream().map(VaultSnapshot::snapshotId).toList())
                : Set.of();
    }
}
