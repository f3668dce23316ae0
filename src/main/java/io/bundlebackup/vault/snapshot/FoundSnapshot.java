package io.bundlebackup.vault.snapshot;

import io.bundlebackup.repository.Repository;
import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.tree.Snapshot;
import io.bundlebackup.vault.Vault;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A snapshot as it is found in a repository, made by a run or by restic. */
final class FoundSnapshot {
    private static final String GENERATION = "generation:";
    private static final String BUNDLE = "bundle:";

    private FoundSnapshot() {}

    /**
     * Reads a snapshot.
     *
     * @param present all snapshots of the repository
     * @throws java.nio.file.NoSuchFileException if the snapshot was forgotten meanwhile
     */
    static VaultSnapshot load(Repository repository, Vault vault, String bundle, BlobId id, Set<BlobId> present)
            throws IOException {
        var file = Snapshot.parse(repository.loadSnapshot(id));
        var snapshotId = isCopy(file, bundle, present)
                ? UUID.nameUUIDFromBytes(id.bytes())
                : file.tags().stream()
                        .flatMap(tag -> generation(tag).stream())
                        .findFirst()
                        .orElseGet(() -> UUID.nameUUIDFromBytes(id.bytes()));
        var facts = KeptFacts.load(repository.vaultFiles(), snapshotId)
                .orElseGet(() -> new KeptFacts(ofRestic(file), SnapshotMarks.NONE));
        return new VaultSnapshot(
                snapshotId, id, file.tree(), vault.name(), bundle, file.time(), facts.figures(), facts.marks());
    }

    /** restic keeps the tags of a snapshot that it copies from another bundle's repository, or changes and keeps. */
    private static boolean isCopy(Snapshot file, String bundle, Set<BlobId> present) {
        return file.original() != null && present.contains(file.original())
                || file.tags().stream().anyMatch(tag -> tag.startsWith(BUNDLE))
                        && !file.tags().contains(BUNDLE + bundle);
    }

    /** Anybody can give a snapshot any tag with restic. */
    private static Optional<UUID> generation(String tag) {
        try {
            return tag.startsWith(GENERATION)
                    ? Optional.of(UUID.fromString(tag.substring(GENERATION.length())))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static SnapshotFigures ofRestic(Snapshot file) {
        var summary = file.summary();
        return summary == null
                ? new SnapshotFigures(0, "", null, null, 0, 0, 0, 0, 0, 0, 0)
                : new SnapshotFigures(
                        0,
                        "",
                        null,
                        null,
                        summary.files(),
                        summary.bytes(),
                        summary.dataAdded(),
                        summary.dataAddedPacked(),
                        summary.newFiles() + summary.changedFiles(),
                        0,
                        0);
    }
}
