package io.bundlebackup.vault.work;

import io.bundlebackup.archive.scan.ScanTotals;
import io.bundlebackup.archive.tree.FailedEntries;
import java.io.IOException;

/** Receives the progress of a snapshot and every entry that could not be read, on the thread of the work. */
public interface SnapshotListener extends FailedEntries {
    /** The scan compares content now; {@code bytes} is the size of all content of the tree. Not called if nothing is compared. */
    default void sized(long bytes) throws InterruptedException {}

    /** The scan has ended: what is to be stored, and what the operator should know. May come again after {@link #parentDamaged}. */
    default void scanned(ScanTotals totals) throws IOException, InterruptedException {}

    /** More was stored since the last call. The files and their bytes add up to the totals, unless files change. */
    default void stored(long files, long bytes, long storedBytes) throws InterruptedException {}

    /** The parent cannot be used: everything is stored. Failures that were reported before are reported again. */
    default void parentDamaged(String reason) throws InterruptedException {}
}
