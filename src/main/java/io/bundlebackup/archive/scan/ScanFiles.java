package io.bundlebackup.archive.scan;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The files of a scan on disk, so that memory does not grow with the tree.
 *
 * @param directory has these files
 * @param prefix prefix of the names of all delivered files; empty in a full backup
 */
public record ScanFiles(Path directory, String prefix) {
    /** Of a full backup. */
    public static ScanFiles in(Path directory) {
        return new ScanFiles(directory, "");
    }

    /** All entries, in the manifest's order. */
    public Path entries() {
        return directory.resolve("scan");
    }

    /** The entry at an offset. */
    public ScanEntry lookUp(long offset) throws IOException {
        try (var scan = new ScanList.Reader(entries())) {
            return scan.lookUp(offset);
        }
    }

    /** The hard links among the entries to deliver. */
    public Path links() {
        return directory.resolve("links");
    }

    /** The hard links among all entries of an incremental backup, found when its manifest is written. */
    public Path allLinks() {
        return directory.resolve("links-of-all");
    }

    /** The plan of the files to deliver. */
    public Path plan() {
        return directory.resolve("plan");
    }

    /** Lines of the previous manifest for unchanged entries. */
    public Path kept() {
        return directory.resolve("kept");
    }

    /** Lines of the previous manifest for entries whose content has to be compared. */
    Path toCompare() {
        return directory.resolve("to-look-at");
    }

    /** New lines of entries that were compared and need not be delivered. */
    public Path compared() {
        return directory.resolve("looked-at");
    }

    /** Paths that could not be read, in the order of the walk. */
    public Path unreadable() {
        return directory.resolve("unreadable");
    }

    /** Scratch file of a sort, which removes it. */
    public Path scratch() {
        return directory.resolve("scratch");
    }
}
