package io.bundlebackup.vault.work;

import io.bundlebackup.repository.blob.BlobWriter;

/** How much was new to the repository. Not thread-safe. */
final class Amounts {
    private long added;
    private long stored;

    /** @param length of the plain content */
    void add(BlobWriter.Stored blob, int length) {
        if (blob.storedBytes() > 0) {
            added += length;
            stored += blob.storedBytes();
        }
    }

    void add(Amounts other) {
        added += other.added;
        stored += other.stored;
    }

    /** What was added between two moments. */
    void addDifference(Amounts later, Amounts earlier) {
        added += later.added - earlier.added;
        stored += later.stored - earlier.stored;
    }

    /** Plain bytes. */
    long added() {
        return added;
    }

    /** What they take in packs. */
    long stored() {
        return stored;
    }
}
