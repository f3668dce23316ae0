package io.bundlebackup.vault.snapshot;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What callers have said of a snapshot.
 *
 * @param pinned no rule removes it
 * @param note free text
 * @param goneAt of a deleted snapshot when it is forgotten
 */
public record SnapshotMarks(
        boolean pinned, @Nullable String note, @Nullable Instant goneAt) {
    public static final SnapshotMarks NONE = new SnapshotMarks(false, null, null);

    public boolean deleted() {
        return goneAt != null;
    }

    public SnapshotMarks with(boolean newPinned, @Nullable String newNote) {
        return new SnapshotMarks(newPinned, newNote, goneAt);
    }

    public SnapshotMarks gone(@Nullable Instant when) {
        return new SnapshotMarks(pinned, note, when);
    }
}
