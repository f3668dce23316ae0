package io.bundlebackup.archive.scan;

import java.nio.file.Path;

/**
 * Where a scan keeps what it found, on disk: so that memory does not grow with the tree.
 *
 * @param directory where these files are, under names of our own
 * @param prefix what the names of all delivered files begin with; empty in a full backup
 */
public record ScanFiles(Path directory, String prefix) {
    /** Of a full backup. */
    public static ScanFiles in(Path directory) {
        return new ScanFiles(directory, "");
    }

    /** Everything that was found, in the manifest's order. */
    public Path entries() {
        return directory.resolve("scan");
    }

    /** Which of the entries to deliver are names of one file. */
    public Path links() {
        return directory.resolve("links");
    }

    /** Which of all entries are names of one file, if that is more. */
    public Path allLinks() {
        return directory.resolve("links-of-all");
    }

    /** What is to be delivered. */
    public Path plan() {
        return directory.resolve("plan");
    }

    /** The previous manifest's lines of what has not changed. */
    public Path kept() {
        return directory.resolve("kept");
    }

    /** The previous manifest's lines of what has to be looked at. */
    Path toCompare() {
        return directory.resolve("to-look-at");
    }

    /** New lines of what was looked at, and need not be delivered. */
    public Path compared() {
        return directory.resolve("looked-at");
    }

    /** Paths that could not be read, as they came. */
    public Path unreadable() {
        return directory.resolve("unreadable");
    }

    /** For a sort, which removes it. */
    public Path scratch() {
        return directory.resolve("scratch");
    }
}
