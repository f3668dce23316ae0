package io.bundlebackup.restore.tree;

import io.bundlebackup.archive.tar.InvalidArchiveException;
import io.bundlebackup.archive.tar.TarLimits;
import io.bundlebackup.archive.unpack.InvalidUploadException;
import io.bundlebackup.archive.unpack.TarManifest;
import io.bundlebackup.manifest.DeliveredName;
import io.bundlebackup.manifest.ManifestIndex;
import io.bundlebackup.manifest.ManifestReader;
import io.bundlebackup.manifest.ManifestWriter;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.SelectedLines;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.restore.exchange.DataLocation;
import io.bundlebackup.restore.snapshot.StoredSnapshot;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.upload.Uploads;
import io.bundlebackup.upload.chain.Generation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Describes the new tree.
 *
 * @param manifest of the newest generation or of a snapshot, or made from tars that were uploaded without a manifest
 * @param generation whose uploaded manifest it is; null if there is none
 */
record Plan(ManifestIndex manifest, @Nullable Generation generation) {
    private static final int PAGE = 1_000;
    private static final String MADE = "made.manifest";
    private static final String SELECTED = "made.selected";

    /** The plan by the manifest of the newest generation. */
    static Plan of(Generation newest) throws IOException, InterruptedException {
        return new Plan(ManifestIndex.build(newest.manifest(), scratch(newest.manifest())), newest);
    }

    /**
     * The plan by the manifest of a snapshot.
     *
     * @param directory gets a copy of the manifest
     * @throws io.bundlebackup.archive.unpack.ContentLostException if the manifest is damaged or missing
     */
    static Plan ofSnapshot(StoredSnapshot snapshot, Path directory, List<RawPath> paths)
            throws IOException, InterruptedException {
        Files.createDirectories(directory);
        var copy = directory.resolve(MADE);
        // A dry run, or an earlier process, may have left one.
        Files.deleteIfExists(copy);
        try (var out = Files.newOutputStream(copy)) {
            snapshot.copyManifest(out);
        }
        return ofMade(copy, paths);
    }

    private static Plan ofMade(Path made, List<RawPath> paths) throws IOException, InterruptedException {
        var counts = paths.isEmpty() ? made : select(made, paths);
        return new Plan(ManifestIndex.build(counts, scratch(counts)), null);
    }

    private static Path select(Path made, List<RawPath> paths) throws IOException {
        var selected = made.resolveSibling(SELECTED);
        Files.deleteIfExists(selected);
        try (var lines = ManifestReader.open(made);
                var writer = new ManifestWriter(Files.newOutputStream(selected), lines.header())) {
            var absent = new SelectedLines(paths).write(lines, writer);
            if (!absent.isEmpty()) {
                throw new InvalidUploadException("", absent.getFirst(), "is not in what is restored");
            }
        }
        return selected;
    }

    private static Path scratch(Path manifest) {
        return manifest.resolveSibling(manifest.getFileName() + ".links");
    }

    /** The plan for uploads without a manifest: the entries of all tars. */
    static Plan ofTars(Uploads uploads, BundleId bundle, List<RawPath> paths, TarLimits limits)
            throws IOException, InterruptedException {
        if (uploads.stored(bundle, "", PAGE).isEmpty()) {
            throw RestoreFailures.nothingUploaded();
        }
        var directory = uploads.directory(bundle);
        var made = directory.resolve(MADE);
        // A dry run, or an earlier process, may have left one.
        Files.deleteIfExists(made);
        try (var manifest = new TarManifest(bundle.name(), System.currentTimeMillis(), directory, limits);
                var here = Directory.open(directory)) {
            String after = "";
            while (true) {
                var page = uploads.stored(bundle, after, PAGE);
                if (page.isEmpty()) {
                    break;
                }
                for (var stored : page) {
                    try (var tar = here.openFile(
                            DataLocation.bytes(String.valueOf(stored.file().getFileName())))) {
                        manifest.add(stored.uri(), tar);
                    } catch (InvalidArchiveException e) {
                        throw new InvalidUploadException(stored.uri(), e);
                    }
                    after = stored.uri();
                }
            }
            manifest.write(made);
        }
        return ofMade(made, paths);
    }

    /** Whether a delivered file is a tar of entries, rather than one file's content. */
    boolean isPart(String fileName) {
        return generation == null || DeliveredName.isPart(fileName);
    }
}
