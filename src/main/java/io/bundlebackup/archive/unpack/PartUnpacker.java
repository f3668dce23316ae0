package io.bundlebackup.archive.unpack;

import io.bundlebackup.archive.tar.TarEntry;
import io.bundlebackup.archive.tar.TarLimits;
import io.bundlebackup.archive.tar.TarReader;
import io.bundlebackup.archive.tree.ContentWriter;
import io.bundlebackup.archive.tree.FileTransfer;
import io.bundlebackup.archive.tree.Interrupts;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.ManifestCursor;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.RawText;
import io.bundlebackup.posix.NewFile;
import io.bundlebackup.posix.OpenFile;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks a part into a new tree: the files whose lines name the part. A file with several names is written under its first
 * name, whichever name the part has; the other names are made at the end. Used once, by one thread.
 *
 * <p>A part of an older generation may have a line's content only under the name of a file that is no longer listed, or has
 * other content by now, and the line's own name as a hard link to it. Such content is found in a second pass over the part.
 */
final class PartUnpacker implements Closeable {
    private final NewTree tree;
    private final String fileName;
    private final ManifestCursor lines;
    /** Finds lines far from the current line. */
    private final ManifestCursor others;

    private final TreeDirectories directories;
    private final ContentWriter content = new ContentWriter();
    private final KnownEntries known;
    private final LateLinks late;

    PartUnpacker(NewTree tree, String fileName, @Nullable ArrivedContent arrived) throws IOException {
        this.tree = tree;
        this.fileName = fileName;
        known = new KnownEntries(fileName, arrived);
        late = new LateLinks(fileName);
        directories = new TreeDirectories(tree.root());
        lines = tree.manifest().cursor();
        try {
            others = tree.manifest().cursor();
        } catch (IOException e) {
            lines.close();
            throw e;
        }
    }

    void unpack(OpenFile file, TarLimits limits) throws IOException, InterruptedException {
        known.begin(file);
        var tar = new TarReader(file, limits);
        for (var next = tar.next(); next != null; next = tar.next()) {
            Interrupts.check("unpacking");
            var entry = next;
            var line = lines.find(entry.path());
            if (line != null && line.entry().fileName().equals(fileName)) {
                tolerantly(() -> unpack(entry, line, tar));
            }
        }
        known.close();
        if (!late.isEmpty()) {
            unpackLate(new TarReader(file, limits));
        }
        known.requireUnchanged(file);
    }

    private interface Action {
        void run() throws IOException, InterruptedException;
    }

    /** A builder that salvages goes on after an entry that differs from the manifest. */
    private void tolerantly(Action step) throws IOException, InterruptedException {
        try {
            step.run();
        } catch (InvalidUploadException e) {
            if (!tree.salvaging()) {
                throw e;
            }
        }
    }

    private void unpack(TarEntry entry, ManifestCursor.Line line, TarReader tar)
            throws IOException, InterruptedException {
        var expected = line.entry();
        switch (entry.type()) {
            case FILE -> {
                requireType(expected.isRegularFile(), expected, "a regular file");
                unpackFile(entry, line, tar);
            }
            case HARD_LINK -> {
                var target = RawPath.of(Objects.requireNonNull(entry.link()).bytes());
                if (expected.isSymbolicLink()) {
                    requireSameLink(expected, target);
                } else if (!target.equals(entry.path())) {
                    requireType(expected.isRegularFile(), expected, "a regular file");
                    unpackHardLink(line, target);
                }
            }
            case DIRECTORY -> requireType(expected.isDirectory(), expected, "a directory");
            case SYMBOLIC_LINK -> {
                requireType(expected.isSymbolicLink(), expected, "a symbolic link");
                if (!Objects.equals(entry.link(), expected.link())) {
                    throw refusal(expected, "leads to another target than the manifest says");
                }
            }
        }
    }

    /** A symbolic link may have several names too. */
    private void requireSameLink(Entry expected, RawPath target) throws IOException {
        var listed = others.find(target);
        requireType(
                listed != null
                        && listed.entry().isSymbolicLink()
                        && Objects.equals(listed.entry().link(), expected.link()),
                expected,
                "a hard link to " + RawText.shown(target.bytes()));
    }

    private void requireType(boolean same, Entry line, String found) throws InvalidUploadException {
        if (!same) {
            throw refusal(line, "is " + found + ", and something else in the manifest");
        }
    }

    /**
     * A file may occur twice, with the same content: if a directory and then a file in it are named to a packer, the file is
     * packed twice.
     */
    private void unpackFile(TarEntry entry, ManifestCursor.Line line, TarReader tar)
            throws IOException, InterruptedException {
        var first = first(line);
        boolean again = !tree.met().mark(line.number());
        if (!again && first.entry().fileName().equals(fileName) && !tree.made().isMarked(first.number())) {
            write(entry, line.entry(), first, tar);
        } else {
            check(line.entry(), entry.size(), tar, null);
        }
    }

    private ManifestCursor.Line first(ManifestCursor.Line line) throws IOException {
        var link = line.entry().link();
        return link == null ? line : require(RawPath.of(link.bytes()));
    }

    private ManifestCursor.Line require(RawPath path) throws IOException {
        var line = others.find(path);
        if (line == null) {
            throw new IllegalStateException("the index let a line pass without its first name " + path);
        }
        return line;
    }

    private void write(TarEntry entry, Entry expected, ManifestCursor.Line first, TarReader tar)
            throws IOException, InterruptedException {
        tree.create(first.entry(), directories, file -> check(expected, entry.size(), tar, file));
        made(first);
    }

    private void made(ManifestCursor.Line line) throws InterruptedException {
        tree.made().mark(line.number());
        tree.listener().restored(line.entry().size());
    }

    /** Reads the content of the current entry of the tar. */
    private void check(Entry line, long size, TarReader tar, @Nullable NewFile to)
            throws IOException, InterruptedException {
        if (size != line.size()) {
            throw refusal(line, "has " + size + " bytes, and " + line.size() + " in the manifest");
        }
        if (known.confirm(line, tar.contentPosition())) {
            if (to != null) {
                content.copy(tar, size, to);
            }
        } else if (!content.write(tar, size, to).equals(line.sha256())) {
            throw refusal(line, "has other content than the manifest says");
        }
    }

    private void unpackHardLink(ManifestCursor.Line line, RawPath target) throws IOException, InterruptedException {
        if (!tree.met().mark(line.number())) {
            return;
        }
        var expected = line.entry();
        var listed = listedHere(target);
        if (expected.isHardLink()) {
            // A file with several names may be two files by now, each with several names.
            if (listed != null && !Objects.equals(listed.entry().sha256(), expected.sha256())) {
                throw refusal(
                        expected,
                        "is one file with " + RawText.shown(target.bytes())
                                + ", which has other content in the manifest");
            }
        } else if (!tree.made().isMarked(line.number()) && (listed == null || !copy(first(listed), line))) {
            late.add(target, expected);
        }
    }

    /** The line of a path if it names this part; the entry has to be a file. */
    private ManifestCursor.@Nullable Line listedHere(RawPath target) throws IOException {
        var line = others.find(target);
        if (line == null || !line.entry().fileName().equals(fileName)) {
            return null;
        }
        requireType(line.entry().isRegularFile(), line.entry(), "a regular file");
        return line;
    }

    /** Copies a file: one file in the archive may be two with the same content in the manifest. */
    private boolean copy(ManifestCursor.Line from, ManifestCursor.Line to) throws IOException, InterruptedException {
        if (!tree.made().isMarked(from.number())
                || !Objects.equals(from.entry().sha256(), to.entry().sha256())) {
            return false;
        }
        try (var source = tree.root().openFile(from.entry().path().bytes())) {
            tree.create(to.entry(), directories, file -> FileTransfer.copy(source, file));
        }
        made(to);
        return true;
    }

    private void unpackLate(TarReader tar) throws IOException, InterruptedException {
        for (var next = tar.next(); next != null && !late.isEmpty(); next = tar.next()) {
            Interrupts.check("unpacking");
            var entry = next;
            if (entry.type() == TarEntry.Type.FILE) {
                var paths = late.remove(entry.path());
                tolerantly(() -> writeLate(entry, paths, tar));
            }
        }
        if (tree.salvaging()) {
            return;
        }
        for (var path : late.rest()) {
            var line = require(path);
            if (!tree.made().isMarked(line.number())) {
                throw refusal(line.entry(), "is a hard link to a file that is not in the archive");
            }
        }
    }

    private void writeLate(TarEntry entry, List<RawPath> paths, TarReader tar)
            throws IOException, InterruptedException {
        ManifestCursor.Line written = null;
        for (var path : paths) {
            var line = require(path);
            if (tree.made().isMarked(line.number())) {
                continue;
            }
            if (written == null) {
                write(entry, line.entry(), line, tar);
                written = line;
            } else if (!copy(written, line)) {
                throw refusal(line.entry(), "has other content than the manifest says");
            }
        }
    }

    private InvalidUploadException refusal(Entry line, String reason) {
        return new InvalidUploadException(fileName, line.path(), reason);
    }

    @Override
    public void close() throws IOException {
        directories.close();
        try (lines) {
            others.close();
        } finally {
            known.close();
        }
    }
}
