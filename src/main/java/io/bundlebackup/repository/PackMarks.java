package io.bundlebackup.repository;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.place.DamagedFileException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Which packs nothing needed when a prune looked, and since when. Kept in a file of {@link VaultFiles}; if that is lost or damaged, the
 * packs are marked anew and stay longer.
 */
final class PackMarks {
    private static final String NAME = "marks";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final VaultFiles files;

    PackMarks(VaultFiles files) {
        this.files = files;
    }

    synchronized Map<BlobId, Instant> load() throws IOException {
        var marks = new HashMap<BlobId, Instant>();
        try {
            var content = files.load(NAME);
            if (content.isPresent()) {
                JSON.readTree(content.get())
                        .path("packs")
                        .forEachEntry((id, time) -> marks.put(BlobId.parse(id), Instant.parse(time.stringValue(""))));
            }
        } catch (DamagedFileException | JacksonException | DateTimeException | IllegalArgumentException e) {
            return Map.of();
        }
        return marks;
    }

    synchronized void save(Map<BlobId, Instant> marks) throws IOException {
        if (marks.isEmpty()) {
            files.remove(NAME);
            return;
        }
        var packs = JSON.createObjectNode();
        marks.forEach((id, time) -> packs.put(id.toString(), time.toString()));
        var file = JSON.createObjectNode();
        file.set("packs", packs);
        files.save(NAME, JSON.writeValueAsBytes(file));
    }

    synchronized void remove(Set<BlobId> packs) throws IOException {
        if (packs.isEmpty()) {
            return;
        }
        var marks = new HashMap<>(load());
        if (marks.keySet().removeAll(packs)) {
            save(marks);
        }
    }
}
