package io.bundlebackup.archive.tar;

import io.bundlebackup.manifest.Link;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.UnixTime;
import io.bundlebackup.manifest.Xattr;
import io.bundlebackup.posix.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads untrusted tars. Supports ustar and older formats, pax headers, GNU's long names, large numbers and sparse files (all
 * formats). Names, link targets and extended attributes are raw bytes. Owner names, times other than the mtime, ACLs and
 * attributes outside the {@code user.} space are ignored.
 *
 * <p>Like other readers it ignores sizes of links and directories, empty segments and {@code .} in paths, volume labels, and
 * the name lists of directories in GNU's incremental archives.
 *
 * <p>Refuses the following with an {@link InvalidArchiveException}, after which the reader is not usable: paths that are
 * absolute, have {@code ..} or NUL, or are too long; devices, fifos, files continued from another volume and unknown types;
 * links without a target, hard links to a path outside the root; compressed archives; wrong checksums; numbers that are
 * malformed, negative or too large; extended headers that are malformed, longer than 1 MiB, or without an entry; an archive
 * that does not end with two zero blocks, or has non-zero bytes after them; more than the limits allow. The caller checks for
 * entries that occur twice or lie under a link.
 *
 * <p>Memory: a few MiB at most, and for a sparse file 16 bytes for each stretch of data, of which there are at most 1,048,576. Blocks; does
 * not close what it reads from. Not thread-safe.
 */
public final class TarReader {
    private static final String CONTINUED =
            "it is the continuation of a file from another volume of a multi-volume archive";

    private final TarLimits limits;
    private final TarInput input;
    private final TarContent content;
    private final TarExtension extension;
    private final TarBlock header = new TarBlock();
    private byte @Nullable [] name;
    private long entries;
    private long contentBytes;
    private boolean begun;
    private boolean ended;

    /** Reads the file from its first byte and leaves its position alone. */
    public TarReader(OpenFile file, TarLimits limits) {
        this(new TarInput(file), limits);
    }

    /** Reads from the current position of a blocking channel. */
    public TarReader(ReadableByteChannel channel, TarLimits limits) {
        this(new TarInput(channel), limits);
    }

    /** Reads buffers of somebody else in place, in order. */
    public TarReader(ByteLender lender, TarLimits limits) {
        this(new TarInput(lender), limits);
    }

    private TarReader(TarInput input, TarLimits limits) {
        this.limits = limits;
        this.input = input;
        content = new TarContent(input);
        extension = new TarExtension(input);
    }

    /** The next entry; skips unread content of the previous entry. Null at the end. */
    public @Nullable TarEntry next() throws IOException {
        if (ended) {
            return null;
        }
        name = null;
        try {
            content.end();
            extension.clear();
            while (true) {
                readHeader();
                if (header.isZero()) {
                    requireEnd();
                    ended = true;
                    return null;
                }
                header.requireChecksum();
                begun = true;
                if (!extension.take(header)) {
                    return entry();
                }
            }
        } catch (IllegalArgumentException e) {
            throw refusal(e);
        }
    }

    /**
     * Reads content of the entry, holes as zeros; returns the number of bytes, at least 1 if the buffer has room, or -1 at
     * the end. A direct buffer of 64 KiB or more is filled without a copy.
     */
    public int read(ByteBuffer into) throws IOException {
        try {
            return content.read(into);
        } catch (IllegalArgumentException e) {
            throw refusal(e);
        }
    }

    /** Whether the entry is a file that is stored with holes. */
    public boolean isSparse() {
        return content.isSparse();
    }

    /** Where the content of the entry begins in the archive. Call before the content is read. */
    public long contentPosition() {
        return content.inArchive();
    }

    /** Digests the unread content of an entry that is not {@linkplain #isSparse sparse}, without a copy. */
    public void digest(MessageDigest digest) throws IOException {
        try {
            content.digest(digest);
        } catch (IllegalArgumentException e) {
            throw refusal(e);
        }
    }

    /**
     * Skips a hole if it is next in the content and returns its length; returns 0 if data is next or no content is left.
     * Takes constant time. Only files stored as sparse have holes.
     */
    public long skipHole() {
        return content.skipHole();
    }

    private InvalidArchiveException refusal(IllegalArgumentException e) {
        String compression = begun ? null : header.compression();
        String reason = compression == null
                ? String.valueOf(e.getMessage())
                : "the archive is compressed with " + compression + "; only a tar as such can be restored";
        byte[] known = name;
        return known == null ? new InvalidArchiveException(reason) : new InvalidArchiveException(known, reason, e);
    }

    private void readHeader() throws IOException {
        if (!input.readWhole(header.bytes())) {
            throw new IllegalArgumentException("the archive is cut off: it does not end with two blocks of zeros");
        }
    }

    private void requireEnd() throws IOException {
        if (extension.isPending()) {
            throw new IllegalArgumentException("the archive ends with an extended header that belongs to no entry");
        }
        readHeader();
        if (!header.isZero()) {
            throw new IllegalArgumentException("the archive has a single block of zeros between its entries");
        }
        if (!input.isZeroToTheEnd()) {
            throw new IllegalArgumentException("the archive goes on after its end");
        }
    }

    private TarEntry entry() throws IOException {
        name = extension.name(header);
        if (++entries > limits.entries()) {
            throw new IllegalArgumentException("the archive has more than " + limits.entries() + " entries");
        }
        char type = header.type();
        return switch (type) {
            case '\0', '0', '7' -> endsWithSlash(name) ? other(TarEntry.Type.DIRECTORY) : file(type);
            case 'S' -> oldSparse(type);
            case '1' -> other(TarEntry.Type.HARD_LINK);
            case '2' -> other(TarEntry.Type.SYMBOLIC_LINK);
            case '5' -> other(TarEntry.Type.DIRECTORY);
            case 'D' -> namesOfDirectory();
            case 'M' -> throw new IllegalArgumentException(CONTINUED);
            case '3', '4' -> throw new IllegalArgumentException("it is a device");
            case '6' -> throw new IllegalArgumentException("it is a fifo");
            default -> throw new IllegalArgumentException("its type " + shown(type) + " is unknown");
        };
    }

    private TarEntry oldSparse(char type) throws IOException {
        if (!header.isGnu()) {
            throw new IllegalArgumentException("it is a sparse file in another form than GNU tar's");
        }
        return file(type);
    }

    private static String shown(char type) {
        return type > ' ' && type < 0x7f ? "\"" + type + "\"" : "0x" + Integer.toHexString(type);
    }

    /** A directory of GNU's incremental archives, with the names in it as content. */
    private TarEntry namesOfDirectory() {
        TarEntry directory = other(TarEntry.Type.DIRECTORY);
        content.pass(extension.size(header));
        return directory;
    }

    private TarEntry file(char type) throws IOException {
        RawPath path = TarPath.of(name(), false);
        if (extension.local().has(PaxHeader.VOLUME_OFFSET)) {
            throw new IllegalArgumentException(CONTINUED);
        }
        long stored = extension.size(header);
        SparseFile sparse = type == 'S'
                ? SparseFile.old(header, stored, input, limits.stretches())
                : SparseFile.pax(extension.local(), stored, input, limits.stretches());
        long size = sparse == null ? stored : sparse.size();
        if (size > limits.contentBytes() - contentBytes) {
            throw new IllegalArgumentException(
                    "with it the archive holds more than " + limits.contentBytes() + " bytes of content");
        }
        contentBytes += size;
        if (sparse == null) {
            content.begin(size, stored, null);
        } else {
            content.begin(size, sparse.stored(), sparse.map());
        }
        return entry(path, TarEntry.Type.FILE, size, null);
    }

    private TarEntry other(TarEntry.Type type) {
        RawPath path = TarPath.of(name(), type == TarEntry.Type.DIRECTORY);
        // Many writers store the size of the file in a link and the size of its blocks in a directory; no content
        // follows.
        content.pass(0);
        return entry(
                path,
                type,
                0,
                switch (type) {
                    case SYMBOLIC_LINK -> target();
                    case HARD_LINK -> first();
                    case FILE, DIRECTORY -> null;
                });
    }

    private TarEntry entry(RawPath path, TarEntry.Type type, long size, @Nullable Link link) {
        byte[] time = extension.value("mtime");
        UnixTime mtime = time == null ? new UnixTime(header.mtime(), 0) : TarNumbers.time(time);
        List<Xattr> xattrs = extension.local().xattrs();
        return new TarEntry(
                path, type, header.mode(), extension.uid(header), extension.gid(header), mtime, size, link, xattrs);
    }

    private Link target() {
        byte[] target = extension.link(header);
        if (target.length == 0) {
            throw new IllegalArgumentException("the symbolic link has no target");
        }
        return new Link(target);
    }

    private Link first() {
        RawPath first;
        try {
            first = TarPath.of(extension.link(header), false);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("what it is a hard link to cannot be: " + e.getMessage(), e);
        }
        if (first.isRoot()) {
            throw new IllegalArgumentException("it is a hard link to the root");
        }
        return Link.to(first);
    }

    private byte[] name() {
        return name == null ? new byte[0] : name;
    }

    private static boolean endsWithSlash(byte @Nullable [] name) {
        return name != null && name.length > 0 && name[name.length - 1] == '/';
    }
}
