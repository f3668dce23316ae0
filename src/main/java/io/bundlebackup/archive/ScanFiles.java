package io.bundlebackup.archive;

import java.nio.file.Path;

/**
 * Where a scan keeps what it found, on disk: so that neither memory grows with the tree nor a restart has to scan again.
 *
 * @param entries everything that was found, in the manifest's order
 * @param links which of the entries are names of one file
 * @param plan what is to be delivered
 */
public record ScanFiles(Path entries, Path links, Path plan) {
    /** In this directory, under names of our own. */
    public static ScanFiles in(Path directory) {
        return new ScanFiles(directory.resolve("scan"), directory.resolve("links"), directory.resolve("plan"));
    }
}
