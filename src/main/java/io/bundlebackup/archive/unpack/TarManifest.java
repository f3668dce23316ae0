package io.bundlebackup.archive.unpack;

import io.bundlebackup.archive.tar.InvalidArchiveException;
import io.bundlebackup.archive.tar.TarEntry;
import io.bundlebackup.archive.tar.TarLimits;
import io.bundlebackup.archive.tar.TarReader;
import io.bundlebackup.archive.tree.Digests;
import io.bundlebackup.archive.tree.Interrupts;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.Link;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.manifest.ManifestWriter;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.OpenFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes the manifest of a restore that has none: the union of its tars, which somebody packed by hand. Reads every tar whole, gathers
 * its entries on disk and sorts them there; then writes them, each line with the tar that carries it.
 *
 * <ul>
 *   <li>A path that is there twice is refused, but for what is the same in one tar (somebody named a directory, and again a file in it), and
 *       for directories, of which the last counts: tars repeat them. An entry beneath what is
 *       no directory is refused.
 *   <li>A directory that only stands in paths gets a line of its own: mode 0755, the owner of the first entry beneath it, the time at
 *       which the manifest was begun, no file name. The root does not: without an entry of its own in the tars it has no line, and who
 *       restores leaves its attributes as they are now.
 *   <li>A hard link to a symbolic link is that symbolic link once more. A hard link to itself says that a file was packed twice.
 *   <li>Any other hard link leads to a regular file of one of the tars, or is refused. In the manifest the first of all names in path order is
 *       the first name, which need not be the one under which the tar has the content. All lines of the file have the same size, hash,
 *       attributes and file name: those of the entry with the content, and of the tar that has it. So the content of a file may stand
 *       in the tar under a name whose line links to another line of the same tar.
 * </ul>
 *
 * Add all tars, then write once. Memory is that of two {@link io.bundlebackup.manifest.ExternalSort sorts}. Not thread-safe.
 */
public final class TarManifest implements Closeable {
    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;
    private static final int SYMBOLIC_LINK = 0120000;
    private static final int BUFFER = 1 << 18;

    private final ManifestHeader header;
    private final TarLimits limits;
    private final TarLinkSort names;
    private final SortedEntries entries;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final ByteBuffer zeros = ByteBuffer.allocate(BUFFER);
    private final MessageDigest digest = Digests.sha256();
    private long count;
    private long contentBytes;

    /**
     * Begins a manifest with a generation of its own.
     *
     * @param begunAt milliseconds since the epoch
     * @param scratch an existing directory, in which files are made and removed
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
     * @param fileName the name by which the lines will name it
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
                case FILE -> names.addFile(line(entry, REGULAR, sha256(entry, reader), null, fileName));
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

    private String sha256(TarEntry entry, TarReader reader) throws IOException, InterruptedException {
        digest.reset();
        long left = entry.size();
        while (left > 0) {
            Interrupts.check("reading a tar");
            for (long hole = reader.skipHole(); hole > 0; hole -= zeros.limit()) {
                Interrupts.check("reading a tar");
                digest.update(zeros.clear().limit((int) Math.min(BUFFER, hole)));
                left -= zeros.limit();
            }
            int read = reader.read(buffer.clear());
            if (read > 0) {
                digest.update(buffer.flip());
                left -= read;
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The header that {@link #write} writes. */
    public ManifestHeader header() {
        return header;
    }

    /**
     * Writes the manifest to a file, which must not exist; how many lines it has.
     *
     * @throws InvalidUploadException if the tars do not fit together; names the one that was added last of those
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
