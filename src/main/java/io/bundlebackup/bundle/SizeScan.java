package io.bundlebackup.bundle;

import java.io.IOException;
import java.nio.file.Path;

/** Measures the content that a backup of a bundle would have. Implementations are safe for use by any number of threads. */
public interface SizeScan {
    /**
     * Walks the tree without following a link and counts the regular files that the bundle's selection covers. What vanishes meanwhile is
     * not counted; what cannot be read is counted as unreadable and does not end the scan. The content of a file with several names is
     * counted once (a backup may send it more than once, which its parts decide).
     *
     * @param since epoch seconds; a file whose content or whose attributes changed at this second or later belongs to the increment. 0 or
     *     less: all do
     * @throws IOException when the root itself cannot be read
     * @throws java.io.InterruptedIOException when the thread is interrupted; its flag stays set
     */
    Sizes scan(Bundle bundle, long since) throws IOException;

    /**
     * As {@link #scan}, but what belongs to the increment is what the manifest of an earlier backup does not list, or lists with other
     * attributes: nothing is read, so that what only seems to have changed belongs to it too.
     *
     * @param previous version 2.0, checked
     */
    Sizes scanAgainst(Bundle bundle, Path previous) throws IOException;

    /**
     * The result of a scan.
     *
     * @param bytes of all regular files selected
     * @param files their names
     * @param incrementBytes of those that changed
     * @param incrementFiles the number of those
     * @param unreadable directories and files that could not be looked at
     */
    record Sizes(long bytes, long files, long incrementBytes, long incrementFiles, long unreadable) {}
}
