package io.bundlebackup.archive;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.Xattr;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.PosixException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The directories from the root to where the packing of a part stands. Each is written when its content is, so that unpacking leaves
 * its times right. Not thread-safe.
 */
final class OpenDirectories {
    private final Directory root;
    private final TarWriter tar;
    private final FailedEntries failures;
    private final ArrayDeque<Opened> open = new ArrayDeque<>();
    /** Those of them that stand in the tar before their content too. */
    private final Set<RawPath> announced = new HashSet<>();

    /** A directory, with its extended attributes; without, as long as nothing in it is packed. */
    private static final class Opened {
        final ScanEntry entry;

        @Nullable
        List<Xattr> xattrs;

        Opened(ScanEntry entry) {
            this.entry = entry;
        }
    }

    OpenDirectories(Directory root, TarWriter tar, FailedEntries failures) {
        this.root = root;
        this.tar = tar;
        this.failures = failures;
    }

    /** Remembers a directory, whose entry is written when its content is; its extended attributes. */
    List<Xattr> enter(ScanEntry entry) throws IOException, InterruptedException {
        var opened = new Opened(entry);
        open.addLast(opened);
        requireAll();
        return Objects.requireNonNull(opened.xattrs);
    }

    /** As {@link #enter}, but its entry is written only if something in it is. */
    void pass(ScanEntry entry) {
        open.addLast(new Opened(entry));
    }

    /** Something is packed into the directories that are open. */
    void requireAll() throws IOException, InterruptedException {
        // Those around one that is required are.
        for (var each = open.descendingIterator(); each.hasNext(); ) {
            var opened = each.next();
            if (opened.xattrs != null) {
                return;
            }
            opened.xattrs = xattrs(opened.entry);
        }
    }

    private List<Xattr> xattrs(ScanEntry entry) throws IOException, InterruptedException {
        try (var directory = root.openDirectory(entry.path().bytes())) {
            return EntryOf.xattrs(directory);
        } catch (PosixException e) {
            // The directory itself is known from the scan; only its attributes are not.
            if (e.isExhausted()) {
                throw e;
            }
            failures.failed(entry.path().encoded(), "its extended attributes are missing: " + FailedEntries.reason(e));
            return List.of();
        }
    }

    /**
     * A symbolic link comes next. GNU tar makes those that lead upwards or are absolute last, after it has set the times of
     * directories, except of directories that it knows to contain one: it has to meet the directory before the link, if that was
     * there before it unpacks this part.
     */
    void beforeLink(ScanEntry link) throws IOException {
        var parent = open.peekLast();
        if (parent != null && isMadeLast(Objects.requireNonNull(link.link())) && announced.add(parent.entry.path())) {
            write(parent);
        }
    }

    private static boolean isMadeLast(byte[] target) {
        return target[0] == '/' || new String(target, StandardCharsets.ISO_8859_1).contains("..");
    }

    /** Writes the directories that do not contain the next entry; all of them when there is none. */
    void leave(@Nullable ScanEntry next) throws IOException {
        while (!open.isEmpty()
                && (next == null || !next.path().isUnder(open.getLast().entry.path()))) {
            var left = open.removeLast();
            announced.remove(left.entry.path());
            write(left);
        }
    }

    private void write(Opened directory) throws IOException {
        if (directory.xattrs != null) {
            var line = EntryOf.directory(directory.entry, directory.xattrs, "");
            tar.directory(line.path(), TarAttributes.of(line));
        }
    }
}
