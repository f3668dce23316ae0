package io.bundlebackup.vault.snapshot;

import io.bundlebackup.repository.VaultFiles;
import java.io.IOException;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a repository keeps of a snapshot beside restic's file: a sealed file in {@code vault/}, named by the snapshot. Written before the
 * snapshot is listed.
 */
record KeptFacts(SnapshotFigures figures, SnapshotMarks marks) {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String PREFIX = "snapshot.";

    KeptFacts {
        // A damaged file may lack them.
        Objects.requireNonNull(figures);
        Objects.requireNonNull(marks);
    }

    private static String name(UUID snapshot) {
        return PREFIX + snapshot;
    }

    /** The names of the files that are of none of these snapshots. */
    static Set<String> unneeded(VaultFiles files, Collection<UUID> snapshots) throws IOException {
        var names =
                files.list().stream().filter(name -> name.startsWith(PREFIX)).collect(Collectors.toSet());
        snapshots.forEach(snapshot -> names.remove(name(snapshot)));
        return names;
    }

    void save(VaultFiles files, UUID snapshot) throws IOException {
        files.save(name(snapshot), JSON.writeValueAsBytes(this));
    }

    static Optional<KeptFacts> load(VaultFiles files, UUID snapshot) throws IOException {
        var found = files.load(name(snapshot));
        try {
            return found.map(content -> JSON.readValue(content, KeptFacts.class));
        } catch (JacksonException e) {
            throw new IOException("the facts of the snapshot " + snapshot + " cannot be read", e);
        }
    }

    static void remove(VaultFiles files, UUID snapshot) throws IOException {
        files.remove(name(snapshot));
    }
}
