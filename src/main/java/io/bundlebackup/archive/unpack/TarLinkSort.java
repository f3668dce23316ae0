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
 * known when the first hard link comes. Not
 * thread-safe.
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
        Entry file = null;
        RawPath first = null;
        RawPath last = null;
        for (byte[] next = sort.next(); next != null; next = sort.next()) {
            Interrupts.check("sorting names");
            RawPath path = PathRecord.key(next);
            int kind = PathRecord.keyEnd(next);
            if (next[kind] == FILE[0]) {
                var another = ManifestLine.parse(Arrays.copyOfRange(next, kind + 1, next.length), 0);
                if (another.equals(file)) {
                    continue;
                }
                if (file != null && file.path().equals(path)) {
                    throw InvalidUploadException.duplicatePath(another);
                }
                add(file, first, entries);
                file = another;
                first = null;
                last = null;
                continue;
            }
            int end = furtherEnd(next, kind);
            RawPath further = RawPath.of(Arrays.copyOfRange(next, kind + 3, end));
            if (file == null || !file.path().equals(path)) {
                throw InvalidUploadException.inArchive(
                        new String(next, end, next.length - end, StandardCharsets.US_ASCII),
                        further,
                        "it is a hard link to " + RawText.shown(path.bytes())
                                + ", which is not a file in the archives");
            }
            if (further.equals(path) || further.equals(last)) {
                // The link was packed twice.
                continue;
            }
            last = further;
            if (first == null) {
                first = further.compareTo(path) < 0 ? further : path;
            }
            add(file.withPath(further), first, entries);
        }
        add(file, first, entries);
    }

    private static void add(@Nullable Entry name, @Nullable RawPath first, SortedEntries entries) throws IOException {
        if (name != null) {
            boolean further = first != null && name.isRegularFile() && !first.equals(name.path());
            entries.add(further && first != null ? name.withLink(Link.to(first)) : name);
        }
    }

    @Override
    public void close() throws IOException {
        sort.close();
    }
}
