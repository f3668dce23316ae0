package io.bundlebackup.backup;

import io.bundlebackup.archive.scan.ScanFiles;
import io.bundlebackup.manifest.DeliveredName;
import java.nio.file.Path;

/**
 * The places of one bundle's files in the staging area.
 *
 * @param prefix what the names of all delivered files begin with; empty in a full backup
 */
record StagedBundle(Path directory, String prefix) {
    /** What the scan found, and what is to be delivered. */
    ScanFiles scanned() {
        return new ScanFiles(directory, prefix);
    }

    /** The name of the index. */
    String index() {
        return DeliveredName.index(prefix);
    }

    /** The full manifest, as long as what could not be taken is missing in it. */
    Path taken() {
        return directory.resolve("taken");
    }

    /** There as long as the application is held for the backup. */
    Path held() {
        return directory.resolve("held");
    }

    Path files() {
        return directory.resolve("files");
    }

    Path manifests() {
        return directory.resolve("manifests");
    }

    /** A delivered file; the name follows the rules of uris, so it is one segment. */
    Path file(String uri) {
        return files().resolve(uri);
    }

    /** A file while it is written: it gets its name when it is complete. */
    Path partial(String uri) {
        return directory.resolve(uri + ".partial");
    }

    Path manifest(String uri) {
        return manifests().resolve(uri);
    }
}
