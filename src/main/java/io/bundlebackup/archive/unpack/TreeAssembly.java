package io.bundlebackup.archive.unpack;

import io.bundlebackup.archive.tree.Interrupts;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.ManifestCursor;
import io.bundlebackup.manifest.ManifestReader;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.Xattr;
import io.bundlebackup.posix.Directory;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The pass over the manifest that completes a tree. Makes entries in the manifest's order; a directory gets its attributes
 * when the next entry is outside it. Memory: the paths and attributes of the directories above the current entry. Not
 * thread-safe.
 */
final class TreeAssembly implements Closeable {
    private static final int UNLISTED = 0755;

    private final NewTree tree;
    private final ManifestReader lines;
    private final ManifestCursor firstLines;
    private final TreeDirectories directories;
    /** The directories of first names. */
    private final TreeDirectories firsts;

    private final ArrayDeque<Entered> entered = new ArrayDeque<>();
    private long number = -1;
    private @Nullable Entry next;
    private @Nullable RawPath leaf;

    /** @param attributes null for a directory that is not listed */
    private record Entered(RawPath path, AttributeWriter.@Nullable Attributes attributes) {}

    TreeAssembly(NewTree tree) throws IOException {
        this.tree = tree;
        directories = new TreeDirectories(tree.root());
        firsts = new TreeDirectories(tree.root());
        firstLines = tree.manifest().cursor();
        try {
            lines = tree.manifest().reader();
        } catch (IOException e) {
            firstLines.close();
            throw e;
        }
    }

    /** Begins; call before all other methods. */
    void begin() throws IOException {
        advance();
    }

    private void advance() throws IOException {
        next = lines.next();
        number++;
    }

    /** Makes all remaining entries. */
    void end() throws IOException, InterruptedException {
        while (next != null) {
            makeNext(next);
        }
        while (!entered.isEmpty()) {
            leave(entered.removeLast());
        }
    }

    /** Makes the entries that the manifest lists before a path. */
    void makeAllBefore(RawPath path) throws IOException, InterruptedException {
        for (var entry = next; entry != null && entry.path().compareTo(path) < 0; entry = next) {
            makeNext(entry);
        }
    }

    /** Whether the manifest lists this path as the next entry and its content is not lost. */
    boolean isListed(RawPath path) throws IOException {
        return next != null && next.path().equals(path) && !isLost(next);
    }

    /** Skips the next entry of the manifest, which the caller made. */
    void skip() throws IOException {
        advance();
    }

    private boolean isLost(Entry entry) throws IOException {
        return tree.isLost(entry, number, firstLines);
    }

    /**
     * Whether this path, the next one in order, collides with the manifest: a directory above the path is a file in the
     * manifest, or the path is not a directory and the manifest has entries below it.
     */
    boolean isInTheWay(RawPath path, boolean directory) {
        return leaf != null && path.isUnder(leaf)
                || !directory && next != null && next.path().isUnder(path);
    }

    private void makeNext(Entry entry) throws IOException, InterruptedException {
        Interrupts.check("building a tree");
        if (isLost(entry)) {
            tree.listener().lost(entry);
            advance();
            return;
        }
        leaveNonAncestors(entry.path());
        enterUnlisted(entry.path());
        var attributes = AttributeWriter.Attributes.of(entry);
        if (entry.isDirectory()) {
            enter(entry.path(), attributes, entry.xattrs());
        } else {
            leaf = entry.path();
            if (entry.isSymbolicLink()) {
                makeLink(entry.path(), Objects.requireNonNull(entry.link()).bytes(), attributes);
            } else {
                requireFile(entry);
            }
        }
        advance();
    }

    /** Leaves the directories that are not above a path. */
    void leaveNonAncestors(RawPath path) throws IOException {
        while (!entered.isEmpty() && !path.isUnder(entered.getLast().path)) {
            leave(entered.removeLast());
        }
    }

    /** The outermost directory above a path that has not been entered; null if there is none. Ignores the root. */
    @Nullable
    RawPath notEntered(RawPath path) {
        int from = entered.isEmpty() || entered.getLast().path.isRoot()
                ? 0
                : entered.getLast().path.length() + 1;
        for (int i = from; i < path.length(); i++) {
            if (path.bytes()[i] == '/') {
                return RawPath.of(Arrays.copyOf(path.bytes(), i));
            }
        }
        return null;
    }

    private void enterUnlisted(RawPath path) throws IOException {
        for (var above = notEntered(path); above != null; above = notEntered(path)) {
            directories.at(above);
            entered.addLast(new Entered(above, null));
        }
    }

    /** Makes a directory if it does not exist, and enters it. */
    void enter(RawPath path, AttributeWriter.Attributes attributes, List<Xattr> xattrs) throws IOException {
        var directory = directories.at(path);
        // Set now, not when the directory is left: the attributes of many nested directories would need memory.
        tree.attribution().setXattrs(directory, path, xattrs);
        entered.addLast(new Entered(path, attributes));
    }

    private void leave(Entered left) throws IOException {
        var directory = directories.at(left.path);
        if (left.attributes != null) {
            tree.attribution().set(directory, left.path, left.attributes);
        } else {
            tree.attribution().setMode(directory, left.path, UNLISTED);
        }
    }

    void makeLink(RawPath path, byte[] target, AttributeWriter.Attributes attributes) throws IOException {
        var parent = directories.parentOf(path);
        parent.changes().makeSymbolicLink(path.name(), target);
        tree.attribution().setLink(parent, path, attributes);
    }

    TreeDirectories directories() {
        return directories;
    }

    private void requireFile(Entry entry) throws IOException {
        if (entry.isHardLink()) {
            require(tree.salvaging() || tree.met().isMarked(number) || !isDeliveredAgain(entry), entry);
            link(entry);
        } else {
            require(tree.made().isMarked(number), entry);
        }
    }

    /**
     * Whether a part has the content of a hard link again, besides the first name's delivered file. The content of a big file
     * is never delivered again.
     */
    private boolean isDeliveredAgain(Entry entry) throws IOException {
        if (!tree.parts().contains(entry.fileName())) {
            return false;
        }
        var first = firstLines.find(first(entry));
        return first == null || !first.entry().fileName().equals(entry.fileName());
    }

    private static RawPath first(Entry entry) {
        return RawPath.of(Objects.requireNonNull(entry.link()).bytes());
    }

    private static void require(boolean there, Entry entry) throws InvalidUploadException {
        if (!there) {
            throw new InvalidUploadException(
                    entry.fileName(),
                    entry.path(),
                    "is missing in " + entry.fileName() + ", which the manifest names for it");
        }
    }

    private void link(Entry entry) throws IOException {
        var first = first(entry);
        Directory to = directories.parentOf(entry.path());
        to.changes().link(entry.path().name(), firsts.parentOf(first), first.name());
    }

    @Override
    public void close() throws IOException {
        directories.close();
        firsts.close();
        try (firstLines) {
            lines.close();
        }
    }
}
