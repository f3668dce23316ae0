package io.bundlebackup.backup;

import io.bundlebackup.archive.scan.ScanFiles;
import io.bundlebackup.manifest.DeliveredName;
import io.bundlebackup.posix.Flushing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The places of one bundle's files in the staging area.
 *
 * @param prefix what the names of all delivered files begin with; empty in a full backup
 */
public record StagedBundle(Path directory, String prefix) {
    StagedBundle withPrefix(String names) {
        return new StagedBundle(directory, names);
    }

    /** What the scan found, and what is to be delivered. */
    public ScanFiles scanned() {
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

    /** The full manifest, from when the index is written until the end of the bundle. */
    Path full() {
        return directory.resolve("full");
    }

    /** There as long as the application is held for the backup. */
    Path held() {
        return directory.resolve("held");
    }

    /** There if the application was let go before the backup had read everything: nothing can be added to the backup. */
    Path letGo() {
        return directory.resolve("let-go");
    }

    /** What a restart needs to go on; there when the scan is complete. */
    Path scanRecord() {
        return directory.resolve("scanned");
    }

    /** What was packed while the application was held. */
    Path packed() {
        return directory.resolve("packed");
    }

    /** What the application said for the report while the application was held. */
    Path results() {
        return directory.resolve("results");
    }

    public Path files() {
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

    /** A delivered file is complete, and gets its name. */
    void complete(String uri) throws IOException {
        Files.move(partial(uri), file(uri), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Brings a complete file and its manifest to the disk. */
    void flush(String uri) throws IOException {
        Flushing.file(file(uri));
        Flushing.directory(files());
        flushManifest(uri);
    }

    void flushManifest(String uri) throws IOException {
        Flushing.file(manifest(uri));
        Flushing.directory(manifests());
    }

    /** Removes what a killed service left of a file that was not announced. */
    void clear(String uri) throws IOException {
        Files.deleteIfExists(partial(uri));
        Files.deleteIfExists(file(uri));
        Files.deleteIfExists(manifest(uri));
    }
}
