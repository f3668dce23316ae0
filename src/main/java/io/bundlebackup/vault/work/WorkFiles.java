package io.bundlebackup.vault.work;

import io.bundlebackup.archive.scan.ScanFiles;
import java.nio.file.Path;

/** The files of one attempt to make a snapshot, so that memory does not grow with the tree. */
record WorkFiles(Path directory) {
    ScanFiles scanned() {
        return ScanFiles.in(directory);
    }

    /** The parent's manifest. */
    Path before() {
        return directory.resolve("before");
    }

    /** The lines of the entries that were stored, without hard links. */
    Path stored() {
        return directory.resolve("stored");
    }

    /** The pieces of the files that were stored. */
    Path contents() {
        return directory.resolve("contents");
    }

    /** The manifest as long as entries that could not be read are missing in it. */
    Path taken() {
        return directory.resolve("taken");
    }

    Path manifest() {
        return directory.resolve("manifest");
    }

    Path capabilities() {
        return directory.resolve("capabilities");
    }

    /** The directories that are not the parent's. */
    Path changed() {
        return directory.resolve("changed");
    }
}
