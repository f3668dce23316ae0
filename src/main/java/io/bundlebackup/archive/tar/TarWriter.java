package io.bundlebackup.archive.tar;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.UnixTime;
import io.bundlebackup.manifest.Xattr;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * Writes a POSIX pax tar whose names, link targets and extended attributes are raw bytes, and digests it. The same calls give
 * the same bytes.
 *
 * <p>Paths have no leading {@code ./}, directories have a trailing {@code /}, and the root is {@code ./}. A pax header is written
 * only for values that ustar cannot hold:
 *
 * <ul>
 *   <li>{@code path} and {@code linkpath} that are longer than 100 bytes, or UTF-8 but not ASCII. Short names that are not UTF-8
 * stay in the ustar field, which GNU tar, bsdtar and Python read without a warning. Long names that are not UTF-8 also need
 * {@code hdrcharset=BINARY}, without which bsdtar warns.
 *   <li>{@code size} from 8 GiB, {@code uid} and {@code gid} from 2,097,152.
 *   <li>{@code mtime} with a fraction, before 1970 or after 2242. bsdtar 3.6 misreads the fraction of times before 1970, which is
 * written as POSIX defines it.
 *   <li>{@code SCHILY.xattr.*}.
 * </ul>
 *
 * <p>The caller owns the channel, which is blocking; this class does not close it or flush it to disk. After an {@link
 * IOException} the output is not usable. Not thread-safe.
 */
public final class TarWriter {
    private static final int RECORD = 10_240;
    private static final byte[] ROOT = {'.', '/'};
    private static final byte[] NO_LINK = {};
    private static final TarAttributes PLAIN = new TarAttributes(0644, 0, 0, UnixTime.EPOCH, List.of());

    private final TarSink sink;
    private final TarHeader header = new TarHeader();
    private final PaxRecords pax = new PaxRecords();
    private long extendedHeaders;
    private long extendedHeadersAtMark;
    private long size;
    private long remaining;
    private boolean inFile;
    private boolean finished;
    private String sha256 = "";

    /** Writes from the channel's position on. */
    public TarWriter(WritableByteChannel channel) throws IOException {
        this.sink = new TarSink(channel);
    }

    /** Adds a directory; may be repeated for the same directory, so that a reader sets its times after its content. */
    public void directory(RawPath path, TarAttributes attributes) throws IOException {
        checkBetweenEntries();
        header(path, TarHeader.DIRECTORY, attributes, NO_LINK, 0);
    }

    /**
     * Adds a symbolic link.
     *
     * @param target any bytes without NUL, at least one
     */
    public void symbolicLink(RawPath path, TarAttributes attributes, byte[] target) throws IOException {
        checkBetweenEntries();
        if (target.length == 0) {
            throw new IllegalArgumentException("the symbolic link " + path + " has no target");
        }
        for (byte b : target) {
            if (b == 0) {
                throw new IllegalArgumentException("the target of the symbolic link " + path + " holds a NUL byte");
            }
        }
        header(path, TarHeader.SYMBOLIC_LINK, attributes, target, 0);
    }

    /** Adds a further name of a file that is in this tar as {@code first}. */
    public void hardLink(RawPath path, TarAttributes attributes, RawPath first) throws IOException {
        checkBetweenEntries();
        if (first.isRoot()) {
            throw new IllegalArgumentException("the root is a directory");
        }
        header(path, TarHeader.HARD_LINK, attributes, first.bytes(), 0);
    }

    /**
     * Begins a regular file; exactly {@code size} bytes and {@link #endFile} have to follow, or {@link #rewind}.
     *
     * @param size bytes, not negative
     */
    public void beginFile(RawPath path, TarAttributes attributes, long size) throws IOException {
        checkBetweenEntries();
        if (size < 0) {
            throw new IllegalArgumentException("the size " + size + " is negative");
        }
        header(path, TarHeader.FILE, attributes, NO_LINK, size);
        this.size = size;
        remaining = size;
        inFile = true;
    }

    /** Writes content of the current file; more than its size is an {@link IllegalStateException}, and nothing is written. */
    public void write(byte[] bytes, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, bytes.length);
        take(count);
        sink.write(bytes, offset, count);
    }

    /** As {@link #write(byte[], int, int)}, all that remains in the buffer. */
    public void write(ByteBuffer bytes) throws IOException {
        take(bytes.remaining());
        sink.write(bytes);
    }

    private void take(int count) {
        if (!inFile) {
            throw new IllegalStateException("no file was begun");
        }
        if (count > remaining) {
            throw new IllegalStateException("the file has more than the " + size + " bytes announced");
        }
        remaining -= count;
    }

    /** Ends the current file; fewer bytes than announced are an {@link IllegalStateException}, after which it can be rewound. */
    public void endFile() throws IOException {
        if (!inFile) {
            throw new IllegalStateException("no file was begun");
        }
        if (remaining > 0) {
            throw new IllegalStateException("the file lacks " + remaining + " of the " + size + " bytes announced");
        }
        inFile = false;
        sink.zeros(padding(size));
    }

    /**
     * Removes the current file, for a file that was shorter or changed while it was read: tar and digest are as before {@link
     * #beginFile}.
     *
     * @throws UnsupportedOperationException if the entry is larger than the buffer (256 KiB) and the channel is no
     *     {@link java.nio.channels.SeekableByteChannel}
     */
    public void rewind() throws IOException {
        if (!inFile) {
            throw new IllegalStateException("no file was begun");
        }
        sink.rollBack();
        extendedHeaders = extendedHeadersAtMark;
        inFile = false;
    }

    /** Ends the tar: two zero blocks, padded to a record of 10,240 bytes, and writes everything to the channel. */
    public void finish() throws IOException {
        checkBetweenEntries();
        sink.zeros(2 * TarHeader.BLOCK);
        sink.zeros((int) (Math.ceilDiv(sink.position(), RECORD) * RECORD - sink.position()));
        sink.flush();
        sha256 = HexFormat.of().formatHex(sink.digest());
        finished = true;
    }

    /** Length of the tar so far, with buffered bytes. */
    public long bytesWritten() {
        return sink.position();
    }

    /** SHA-256 of the finished tar, lower-case hex. */
    public String sha256() {
        if (!finished) {
            throw new IllegalStateException("the tar is not finished");
        }
        return sha256;
    }

    private void checkBetweenEntries() {
        if (inFile) {
            throw new IllegalStateException("a file is not ended");
        }
        if (finished) {
            throw new IllegalStateException("the tar is finished");
        }
    }

    private void header(RawPath path, char type, TarAttributes attributes, byte[] link, long length)
            throws IOException {
        byte[] name = memberName(path, type);
        collect(name, attributes, link, length);
        sink.mark(Math.min(length, TarSink.BUFFER_SIZE) + pax.length() + 4 * TarHeader.BLOCK);
        extendedHeadersAtMark = extendedHeaders;
        if (pax.length() > 0) {
            byte[] records = pax.bytes();
            byte[] paxName = ("PaxHeaders/" + extendedHeaders++).getBytes(StandardCharsets.US_ASCII);
            block(header.begin(paxName, TarHeader.EXTENDED), PLAIN, records.length);
            sink.write(records, 0, records.length);
            sink.zeros(padding(records.length));
        }
        block(header.begin(name, type).linkName(link), attributes, length);
    }

    private void block(TarHeader begun, TarAttributes attributes, long length) throws IOException {
        byte[] block = begun.owner(attributes.permissions(), attributes.uid(), attributes.gid())
                .end(length, attributes.mtime().seconds());
        sink.write(block, 0, block.length);
    }

    private static byte[] memberName(RawPath path, char type) {
        byte[] bytes = path.bytes();
        if (type != TarHeader.DIRECTORY) {
            if (path.isRoot()) {
                throw new IllegalArgumentException("the root is a directory");
            }
            return bytes;
        }
        if (path.isRoot()) {
            return ROOT;
        }
        byte[] name = Arrays.copyOf(bytes, bytes.length + 1);
        name[bytes.length] = '/';
        return name;
    }

    private void collect(byte[] name, TarAttributes attributes, byte[] link, long length) {
        pax.clear();
        pax.addNames(name, link);
        if (length > TarHeader.MAX_SIZE) {
            pax.add("size", Long.toString(length));
        }
        UnixTime mtime = attributes.mtime();
        if (mtime.nanos() != 0 || mtime.seconds() < 0 || mtime.seconds() > TarHeader.MAX_TIME) {
            pax.add("mtime", PaxRecords.decimal(mtime));
        }
        if (attributes.uid() > TarHeader.MAX_ID) {
            pax.add("uid", Long.toString(attributes.uid()));
        }
        if (attributes.gid() > TarHeader.MAX_ID) {
            pax.add("gid", Long.toString(attributes.gid()));
        }
        for (Xattr xattr : attributes.xattrs()) {
            pax.addXattr(xattr.name(), xattr.value());
        }
    }

    private static int padding(long length) {
        return (int) (-length & (TarHeader.BLOCK - 1));
    }
}
