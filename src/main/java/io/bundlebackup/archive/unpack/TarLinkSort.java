package io.bundlebackup.archive.unpack;

import io.bundlebackup.archive.tree.Interrupts;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.ExternalSort;
import io.bundlebackup.manifest.Link;
import io.bundlebackup.manifest.ManifestLine;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.RawText;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Brings hard links to their files by a sort on disk. The key of a file or symbolic link is its path; the key of a hard link
 * is the path of its target. Hard links follow their file and are sorted by their own paths, so the first of all names is
 * known when the first hard link comes. Not thread-safe.
 */
final class TarLinkSort implements Closeable {
    private static final byte[] FILE = {0};
    private static final byte[] FURTHER = {1};

    private final ExternalSort sort;

    TarLinkSort(Path scratch) {
        sort = new ExternalSort(scratch, TarLinkSort::compare);
    }

    private static int compare(byte[] a, byte[] b) {
        int order = PathRecord.compareKeys(a, b);
        int kindA = PathRecord.keyEnd(a);
        int kindB = PathRecord.keyEnd(b);
        if (order != 0 || a[kindA] != b[kindB]) {
            return order != 0 ? order : Byte.compare(a[kindA], b[kindB]);
        }
        return a[kindA] == FILE[0]
                ? 0
                : RawPath.compare(a, kindA + 3, furtherEnd(a, kindA), b, kindB + 3, furtherEnd(b, kindB));
    }

    /** The end of the hard link's path, which a length of two bytes precedes; the name of its tar follows. */
    private static int furtherEnd(byte[] bytes, int kind) {
        return kind + 3 + ((bytes[kind + 1] & 0xff) << 8 | bytes[kind + 2] & 0xff);
    }

    void addFile(Entry file) throws IOException {
        sort.add(PathRecord.of(file.path(), FILE, ManifestLine.render(file)));
    }

    void addFurther(RawPath path, RawPath file, String fileName) throws IOException {
        byte[] further = PathRecord.of(path, fileName.getBytes(StandardCharsets.US_ASCII));
        sort.add(PathRecord.of(file, FURTHER, further));
    }

    /** Moves all lines to the entries, those of a hard link with a link to the first name of the file. */
    void moveTo(SortedEntries entries) throws IOException, InterruptedException {
        sort.sort();
        var names = new Names(entries);
        for (byte[] next = sort.next(); next != null; next = sort.next()) {
            Interrupts.check("sorting names");
            int kind = PathRecord.keyEnd(next);
            if (next[kind] == FILE[0]) {
                names.file(ManifestLine.parse(Arrays.copyOfRange(next, kind + 1, next.length), 0));
            } else {
                names.further(PathRecord.key(next), next, kind);
            }
        }
        names.end();
    }

    @Override
    public void close() throws IOException {
        sort.close();
    }

    /** The names of one file after the other. */
    private static final class Names {
        private final SortedEntries entries;
        private @Nullable Entry file;
        /** The first of all names; null as long as the file has one name. */
        private @Nullable RawPath first;

        private @Nullable RawPath last;

        Names(SortedEntries entries) {
            this.entries = entries;
        }

        void file(Entry next) throws IOException {
            if (next.equals(file)) {
                return;
            }
            if (file != null && file.path().equals(next.path())) {
                throw InvalidUploadException.duplicatePath(next);
            }
            end();
            file = next;
            first = null;
            last = null;
        }

        /** @param target the path of the file that the record of a hard link names */
        void further(RawPath target, byte[] record, int kind) throws IOException {
            int end = furtherEnd(record, kind);
            var path = RawPath.of(Arrays.copyOfRange(record, kind + 3, end));
            if (file == null || !file.path().equals(target)) {
                throw InvalidUploadException.inArchive(
                        new String(record, end, record.length - end, StandardCharsets.US_ASCII),
                        path,
                        "it is a hard link to " + RawText.shown(target.bytes())
                                + ", which is not a file in the archives");
            }
            if (path.equals(target) || path.equals(last)) {
                // The link was packed twice.
                return;
            }
            last = path;
            if (first == null) {
                first = path.compareTo(target) < 0 ? path : target;
            }
            add(file.withPath(path));
        }

        /** Ends the current file: its own line follows those of its further names. */
        void end() throws IOException {
            if (file != null) {
                add(file);
            }
        }

        private void add(Entry name) throws IOException {
            boolean further = name.isRegularFile() && !name.path().equals(first);
            entries.add(first != null && further ? name.withLink(Link.to(first)) : name);
        }
    }
}
