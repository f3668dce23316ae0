package io.bundlebackup.archive.unpack;

import io.bundlebackup.archive.tree.Interrupts;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.ExternalSort;
import io.bundlebackup.manifest.ManifestLine;
import io.bundlebackup.manifest.ManifestWriter;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.RawText;
import io.bundlebackup.manifest.UnixTime;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sorts lines into the manifest's order, on disk, and makes one tree of them: each directory once, none missing. Not
 * thread-safe.
 */
final class SortedEntries implements Closeable {
    private static final int MADE_DIRECTORY = 040755;

    private final ExternalSort sort;
    private final UnixTime begunAt;
    /** The directories above the last written line, and the line itself if it is a directory; without the root. */
    private final ArrayDeque<RawPath> above = new ArrayDeque<>();

    private @Nullable Entry last;

    /** @param begunAt milliseconds since the epoch, the time of directories that no tar has */
    SortedEntries(Path scratch, long begunAt) {
        sort = new ExternalSort(scratch, PathRecord::compareKeys);
        this.begunAt = new UnixTime(begunAt / 1000, (int) (begunAt % 1000) * 1_000_000);
    }

    /** Of directories with the same path the last one counts. */
    void add(Entry entry) throws IOException {
        sort.add(PathRecord.of(entry.path(), ManifestLine.render(entry)));
    }

    void writeTo(ManifestWriter writer) throws IOException, InterruptedException {
        sort.sort();
        Entry pending = null;
        for (byte[] next = sort.next(); next != null; next = sort.next()) {
            Interrupts.check("writing a manifest");
            Entry entry = ManifestLine.parse(Arrays.copyOfRange(next, PathRecord.keyEnd(next), next.length), 0);
            if (pending != null && pending.path().equals(entry.path())) {
                if (!pending.isDirectory() || !entry.isDirectory()) {
                    throw InvalidUploadException.duplicatePath(entry);
                }
            } else if (pending != null) {
                write(pending, writer);
            }
            pending = entry;
        }
        if (pending != null) {
            write(pending, writer);
        }
    }

    private void write(Entry entry, ManifestWriter writer) throws IOException {
        RawPath path = entry.path();
        if (last != null && !last.isDirectory() && path.isUnder(last.path())) {
            throw InvalidUploadException.inArchive(
                    entry.fileName(),
                    path,
                    "it lies under " + RawText.shown(last.path().bytes()) + ", which is not a directory");
        }
        while (!above.isEmpty() && !path.isUnder(above.getLast())) {
            above.removeLast();
        }
        for (RawPath missing : missing(path)) {
            writer.write(directory(missing, entry));
            above.addLast(missing);
        }
        writer.write(entry);
        if (entry.isDirectory() && !path.isRoot()) {
            above.addLast(path);
        }
        last = entry;
    }

    /** The missing directories above a path, outermost first. */
    private Iterable<RawPath> missing(RawPath path) {
        var missing = new ArrayDeque<RawPath>();
        RawPath parent = path.parent();
        while (parent != null && !parent.isRoot() && !parent.equals(above.peekLast())) {
            missing.addFirst(parent);
            parent = parent.parent();
        }
        return missing;
    }

    private Entry directory(RawPath path, Entry beneath) {
        return new Entry(
                path,
                MADE_DIRECTORY,
                0,
                begunAt,
                null,
                false,
                null,
                0,
                beneath.uid(),
                beneath.gid(),
                null,
                List.of(),
                "");
    }

    @Override
    public void close() throws IOException {
        sort.close();
    }
}
