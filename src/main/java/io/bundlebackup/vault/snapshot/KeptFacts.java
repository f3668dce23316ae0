package io.bundlebackup.vault.snapshot;

import io.bundlebackup.repository.VaultFiles;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a repository keeps of a snapshot beside restic's file: a sealed file in {@code vault/}, named by the snapshot. Written before the
 * snapshot is listed.
 */
record KeptFacts(SnapshotFigures figures, SnapshotMarks marks) {
    private static final JsonMapper JSON = JsonMapper.shared();

    private static String name(UUID snapshot) {
        return "snapshot." + snapshot;
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
