package io.bundlebackup.archive.unpack;

import io.bundlebackup.archive.tar.InvalidArchiveException;
import io.bundlebackup.archive.tar.TarEntry;
import io.bundlebackup.archive.tar.TarLimits;
import io.bundlebackup.archive.tar.TarReader;
import io.bundlebackup.archive.tree.ContentWriter;
import io.bundlebackup.archive.tree.Interrupts;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.Link;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.ManifestWriter;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.OpenFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes the manifest of a restore that has none, from tars that were packed by hand. Reads every tar to its end, collects and
 * sorts the entries on disk, then writes them, each line with the name of its tar.
 *
 * <ul>
 *   <li>A path that occurs twice is refused, except for equal entries of one tar (a directory and then a file in it were
 * named to the packer), and for directories, of which the last counts: tars repeat them. An entry below an entry that is not
 * a directory is refused.
 *   <li>A directory that occurs only in paths gets a line: mode 0755, the owner of the first entry below it, the time at
 * which the manifest was begun, no file name. The root does not: without an entry in the tars it has no line, and a restore
 * leaves its attributes unchanged.
 *   <li>A hard link to a symbolic link becomes a copy of that symbolic link. A hard link to itself means that a file was
 * packed twice.
 *   <li>Every other hard link must lead to a regular file of one of the tars. In the manifest the first of all names in path
 * order is the first name; the tar may have the content under another name. All lines of the file have the same size, hash,
 * attributes and file name: those of the entry with the content, and of its tar. So the tar may have the content under a name
 * whose line links to another line of the same tar.
 * </ul>
 *
 * Add all tars, then write once. Needs the memory of two {@link io.bundlebackup.manifest.ExternalSort sorts}. Not thread-safe.
 */
public final class TarManifest implements Closeable {
    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;
    private static final int SYMBOLIC_LINK = 0120000;

    private final ManifestHeader header;
    private final TarLimits limits;
    private final TarLinkSort names;
    private final SortedEntries entries;
    private final ContentWriter content = new ContentWriter();
    private long count;
    private long contentBytes;

    /**
     * Begins a manifest with a new generation.
     *
     * @param begunAt milliseconds since the epoch
     * @param scratch an existing directory for scratch files, which are removed
     * @param limits of all tars together
     */
    public TarManifest(String bundle, long begunAt, Path scratch, TarLimits limits) {
        this.header = new ManifestHeader(bundle, UUID.randomUUID(), null, begunAt);
        this.limits = limits;
        names = new TarLinkSort(scratch.resolve("names"));
        entries = new SortedEntries(scratch.resolve("entries"), begunAt);
    }

    /**
     * Reads a tar to its end.
     *
     * @param fileName the file name in the lines of its entries
     * @throws InvalidArchiveException if it is refused
     * @throws InterruptedException soon after the thread is interrupted
     */
    public void add(String fileName, OpenFile tar) throws IOException, InterruptedException {
        var reader = new TarReader(tar, new TarLimits(limits.entries() - count, limits.contentBytes() - contentBytes));
        for (var entry = reader.next(); entry != null; entry = reader.next()) {
            Interrupts.check("reading a tar");
            count++;
            contentBytes += entry.size();
            switch (entry.type()) {
                case FILE ->
                    names.addFile(line(entry, REGULAR, content.write(reader, entry.size(), null), null, fileName));
                case HARD_LINK ->
                    names.addFurther(entry.path(), RawPath.of(link(entry).bytes()), fileName);
                case DIRECTORY -> entries.add(line(entry, DIRECTORY, null, null, fileName));
                case SYMBOLIC_LINK -> names.addFile(line(entry, SYMBOLIC_LINK, null, link(entry), fileName));
            }
        }
    }

    private static Link link(TarEntry entry) {
        Link link = entry.link();
        if (link == null) {
            throw new IllegalStateException("every link has a target");
        }
        return link;
    }

    private static Entry line(TarEntry entry, int type, @Nullable String sha256, @Nullable Link link, String fileName) {
        return new Entry(
                entry.path(),
                type | entry.mode(),
                entry.size(),
                entry.mtime(),
                sha256,
                false,
                null,
                0,
                entry.uid(),
                entry.gid(),
                link,
                entry.xattrs(),
                fileName);
    }

    /** The header that {@link #write} writes. */
    public ManifestHeader header() {
        return header;
    }

    /**
     * Writes the manifest to a file, which must not exist; returns the number of lines.
     *
     * @throws InvalidUploadException if the tars contradict each other; names the tar that was added last
     */
    public long write(Path file) throws IOException, InterruptedException {
        names.moveTo(entries);
        try (var writer = new ManifestWriter(
                Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), header)) {
            entries.writeTo(writer);
            return writer.count();
        }
    }

    @Override
    public void close() throws IOException {
        try (names) {
            entries.close();
        }
    }
}
