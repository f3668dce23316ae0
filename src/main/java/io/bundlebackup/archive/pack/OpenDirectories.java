package io.bundlebackup.archive.pack;

import io.bundlebackup.archive.scan.Entries;
import io.bundlebackup.archive.scan.ScanEntry;
import io.bundlebackup.archive.tar.TarAttributes;
import io.bundlebackup.archive.tar.TarWriter;
import io.bundlebackup.archive.tree.FailedEntries;
import io.bundlebackup.manifest.Entry;
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
 * The directories from the root to the current entry of a part. A directory is written after its content, so that unpacking
 * leaves its times right. Not thread-safe.
 */
final class OpenDirectories {
    private final Directory root;
    private final TarWriter tar;
    private final FailedEntries failures;
    private final ArrayDeque<Opened> open = new ArrayDeque<>();
    /** Directories that are in the tar before their content as well. */
    private final Set<RawPath> announced = new HashSet<>();

    /** A directory; its extended attributes are null as long as nothing in it is packed. */
    private static final class Opened {
        final ScanEntry entry;

        @Nullable
        List<Xattr> xattrs;

        /** The extended attributes could not be read. */
        boolean incomplete;

        Opened(ScanEntry entry) {
            this.entry = entry;
        }
    }

    OpenDirectories(Directory root, TarWriter tar, FailedEntries failures) {
        this.root = root;
        this.tar = tar;
        this.failures = failures;
    }

    /**
     * Enters a directory, whose entry is written after its content. Returns its line in the manifest, without a ctime if its
     * extended attributes are missing, so that the next scan compares it.
     */
    Entry enter(ScanEntry entry, String uri) throws IOException, InterruptedException {
        var opened = new Opened(entry);
        open.addLast(opened);
        requireAll();
        var line = Entries.directory(entry, Objects.requireNonNull(opened.xattrs), uri);
        return opened.incomplete ? line.withoutCtime() : line;
    }

    /** As {@link #enter}, but the directory's entry is written only if something in it is packed. */
    void pass(ScanEntry entry) {
        open.addLast(new Opened(entry));
    }

    /** Reads the extended attributes of all open directories: something in them is packed. */
    void requireAll() throws IOException, InterruptedException {
        // The directories above a required directory are required already.
        for (var each = open.descendingIterator(); each.hasNext(); ) {
            var opened = each.next();
            if (opened.xattrs != null) {
                return;
            }
            readXattrs(opened);
        }
    }

    private void readXattrs(Opened opened) throws IOException, InterruptedException {
        var path = opened.entry.path();
        try (var directory = root.openDirectory(path.bytes())) {
            opened.xattrs = Entries.xattrs(directory);
        } catch (PosixException e) {
            // The scan has the directory; only its extended attributes are missing.
            failures.failed(path.encoded(), "its extended attributes are missing: " + FailedEntries.reason(e));
            opened.xattrs = List.of();
            opened.incomplete = true;
        }
    }

    /**
     * Prepares for a symbolic link. GNU tar makes links that are absolute or lead upwards last, after it has set the times of
     * directories, except for directories that it knows to contain such a link. So the directory has to be in the tar before
     * the link as well.
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

    /** Writes the directories that do not contain the next entry; all directories if {@code next} is null. */
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
            var line = Entries.directory(directory.entry, directory.xattrs, "");
            tar.directory(line.path(), TarAttributes.of(line));
        }
    }
}
