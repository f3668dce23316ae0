package io.bundlebackup.archive.unpack;

import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.ManifestCursor;
import io.bundlebackup.manifest.ManifestIndex;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.Xattr;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.NewFile;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The state of a tree that is being built. Thread-safe.
 *
 * @param met lines whose content was found in the delivered file that they name
 * @param made lines of files that are in the tree
 * @param parts names of the unpacked parts
 * @param salvaging whether content that differs from the manifest is skipped
 */
record NewTree(
        Directory root,
        ManifestIndex manifest,
        LineBitmap met,
        LineBitmap made,
        Set<String> parts,
        AttributeWriter attribution,
        TreeBuildListener listener,
        boolean salvaging) {
    NewTree(Directory root, ManifestIndex manifest, TreeBuildListener listener, boolean salvaging) {
        this(
                root,
                manifest,
                new LineBitmap(manifest.lines()),
                new LineBitmap(manifest.lines()),
                ConcurrentHashMap.newKeySet(),
                new AttributeWriter(),
                listener,
                salvaging);
    }

    /**
     * Whether the tree is salvaged and the content of this file is missing.
     *
     * @param number of the line, from 0
     * @param lines to find first names with
     */
    boolean isLost(Entry line, long number, ManifestCursor lines) throws IOException {
        if (!salvaging || !line.isRegularFile()) {
            return false;
        }
        if (!line.isHardLink()) {
            return !made.isMarked(number);
        }
        var first = lines.find(RawPath.of(Objects.requireNonNull(line.link()).bytes()));
        return first == null || !made.isMarked(first.number());
    }

    /** The content of a new file. */
    interface FileContent {
        void writeTo(NewFile file) throws IOException, InterruptedException;
    }

    /** Creates the file of a line. */
    void create(Entry line, TreeDirectories directories, FileContent filling) throws IOException, InterruptedException {
        create(line.path(), attribution.ofFile(line), line.xattrs(), directories, filling);
    }

    void create(
            RawPath path,
            AttributeWriter.Attributes attributes,
            List<Xattr> xattrs,
            TreeDirectories directories,
            FileContent filling)
            throws IOException, InterruptedException {
        var parent = directories.parentOf(path);
        try (var file = parent.changes().createFile(path.name())) {
            filling.writeTo(file);
            attribution.set(file, path, attributes, xattrs);
            file.complete();
        } catch (InvalidUploadException e) {
            if (salvaging) {
                // A kept file may take its place.
                parent.changes().removeFile(path.name());
            }
            throw e;
        }
    }
}
