package io.bundlebackup.archive.tar;

import io.bundlebackup.manifest.Link;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.UnixTime;
import io.bundlebackup.manifest.Xattr;
import io.bundlebackup.posix.OpenFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar that somebody else may have made, and trusts nothing in it. Knows ustar and what was before, pax headers, GNU's long
 * names, large numbers and sparse files (all of its formats). Names, link targets and extended attributes are raw bytes. Owners' names,
 * times but the mtime, ACLs and attributes outside the {@code user.} space are passed over.
 *
 * <p>As every reader of tars does, it ignores the size that some give to links and directories, empty segments and {@code .} in paths,
 * volume labels, and the lists of names in GNU's incremental archives, whose directories are directories.
 *
 * <p>Refuses with an {@link InvalidArchiveException}, after which the reader is of no further use: paths that are absolute, hold
 * {@code ..} or NUL, or are too long; devices, fifos, files continued from another volume and unknown types; links without a target,
 * hard links to the outside; compressed archives; wrong checksums; numbers that are none, negative or too large; extended headers that are
 * malformed, longer than 1 MiB, or belong to no entry; an archive that ends anywhere but after two zero blocks, or has other bytes than
 * zeros after them; more than the limits allow. Whether an entry is there twice, or lies under a link, is for the caller to see.
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

    /** Reads the file from its first byte; its position stays as it is. */
    public TarReader(OpenFile file, TarLimits limits) {
        this(new TarInput(file), limits);
    }

    /** Reads on from where a channel stands, which is blocking. */
    public TarReader(ReadableByteChannel channel, TarLimits limits) {
        this(new TarInput(channel), limits);
    }

    private TarReader(TarInput input, TarLimits limits) {
        this.limits = limits;
        this.input = input;
        content = new TarContent(input);
        extension = new TarExtension(input);
    }

    /** The next entry, whatever was read of the last one's content; null at the end. */
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
     * Reads content of the entry, holes as zeros; how many bytes, at least one if the buffer has room, or -1 at the end. A direct buffer
     * of 64 KiB or more is filled without a copy.
     */
    public int read(ByteBuffer into) throws IOException {
        try {
            return content.read(into);
        } catch (IllegalArgumentException e) {
            throw refusal(e);
        }
    }

    /**
     * Passes over a hole, if one is next in the content: its length, and 0 if data is next or nothing is left. However long it is, this
     * costs nothing. Files that are not stored as sparse ones have no holes.
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
            case 'S' -> file(type);
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

    private static String shown(char type) {
        return type > ' ' && type < 0x7f ? "\"" + type + "\"" : "0x" + Integer.toHexString(type);
    }

    /** GNU's incremental archives: a directory, and the names that were in it, as its content. */
    private TarEntry namesOfDirectory() {
        TarEntry directory = other(TarEntry.Type.DIRECTORY);
        content.pass(extension.size(header));
        return directory;
    }

    private TarEntry file(char type) throws IOException {
        RawPath path = path(name(), false);
        if (extension.local().has(PaxHeader.VOLUME_OFFSET)) {
            throw new IllegalArgumentException(CONTINUED);
        }
        long stored = extension.size(header);
        SparseFile sparse =
                type == 'S' ? SparseFile.old(header, stored, input) : SparseFile.pax(extension.local(), stored, input);
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
        RawPath path = path(name(), type == TarEntry.Type.DIRECTORY);
        // Many write the size of the file to a link and the size of its blocks to a directory; no content follows.
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
            first = path(extension.link(header), false);
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

    /** Takes empty segments and {@code .} out of a name, as the kernel would; what is left of {@code ./} is the root. */
    private static RawPath path(byte[] name, boolean directory) {
        if (name.length == 0 || name[0] == '/') {
            return RawPath.of(name);
        }
        var path = new ByteArrayOutputStream(name.length);
        for (int from = 0, to; from < name.length; from = to + 1) {
            to = segmentEnd(name, from);
            if (to > from && !(to == from + 1 && name[from] == '.')) {
                if (path.size() > 0) {
                    path.write('/');
                }
                path.write(name, from, to - from);
            }
        }
        return requireDirectory(path.size() == 0 ? RawPath.ROOT : RawPath.of(path.toByteArray()), directory);
    }

    private static int segmentEnd(byte[] name, int from) {
        int to = from;
        while (to < name.length && name[to] != '/') {
            to++;
        }
        return to;
    }

    private static RawPath requireDirectory(RawPath path, boolean directory) {
        if (path.isRoot() && !directory) {
            throw new IllegalArgumentException("the root is not a directory");
        }
        return path;
    }
}
