package io.bundlebackup.vault.browse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterOutputStream;

/**
 * Writes a zip as a stream, with the modes, owners and times that Info-ZIP keeps. Files of 4 GB and more, and archives of that size or with
 * more than 65,534 entries, are zip64. Memory: the directory of the zip, compressed, some 30 bytes an entry. Not thread-safe.
 */
final class ZipWriter implements AutoCloseable {
    /** A file of this size is zip64: with what deflating may add, a smaller one stays below 4 GiB. */
    private static final long LARGE = 4_000_000_000L;

    private static final long MOST = 0xFFFF_FFFFL;
    private static final int MOST_ENTRIES = 0xFFFF;
    private static final int MADE_ON_UNIX = 3 << 8 | 63;
    private static final short PLAIN_VERSION = 20;
    private static final short ZIP64_VERSION = 45;
    private static final int SIZES_FOLLOW = 1 << 3;
    private static final int UTF_8 = 1 << 11;
    private static final short STORED = 0;
    private static final short DEFLATED = 8;
    private static final int DOS_DIRECTORY = 0x10;
    private static final int DIRECTORY_TYPE = 0040000;
    private static final int TYPE = 0170000;

    private final OutputStream out;
    private final boolean always64;
    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private final byte[] in = new byte[1 << 16];
    private final byte[] compressed = new byte[1 << 16];
    private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
    private final DeflaterOutputStream packed = new DeflaterOutputStream(directory);
    private long position;
    private long directorySize;
    private long entries;

    /**
     * An entry.
     *
     * @param name its bytes; that of a directory ends with a slash
     * @param mode {@code st_mode}, with the type
     * @param uid 0 to 4,294,967,295
     */
    record Entry(byte[] name, boolean isUtf8, int mode, long uid, long gid, Instant mtime) {}

    private record Sizes(long crc, long compressed, long plain) {}

    ZipWriter(OutputStream out) {
        this(out, false);
    }

    /** @param always64 whether everything is written as if it were large */
    ZipWriter(OutputStream out, boolean always64) {
        this.out = out;
        this.always64 = always64;
    }

    /** An entry whose content is short: a directory, which has none, a symbolic link, whose target it is, or a text. */
    void add(Entry entry, byte[] content) throws IOException {
        var crc = new CRC32();
        crc.update(content);
        var sizes = new Sizes(crc.getValue(), content.length, content.length);
        long begin = position;
        writeHeader(entry, STORED, sizes, false);
        write(content, content.length);
        list(entry, STORED, sizes, begin, false);
    }

    /** A file. The stream stays open. */
    void addFile(Entry entry, long size, InputStream content) throws IOException {
        boolean large = always64 || size >= LARGE;
        long begin = position;
        writeHeader(entry, DEFLATED, new Sizes(0, 0, 0), large);
        var sizes = deflate(content);
        var end = buffer(24).putInt(0x08074b50).putInt((int) sizes.crc);
        if (large) {
            end.putLong(sizes.compressed).putLong(sizes.plain);
        } else {
            end.putInt((int) sizes.compressed).putInt((int) sizes.plain);
        }
        write(end);
        list(entry, DEFLATED, sizes, begin, large);
    }

    private Sizes deflate(InputStream content) throws IOException {
        var crc = new CRC32();
        deflater.reset();
        long begin = position;
        for (int n = content.read(in); n >= 0; n = content.read(in)) {
            crc.update(in, 0, n);
            deflater.setInput(in, 0, n);
            while (!deflater.needsInput()) {
                write(compressed, deflater.deflate(compressed));
            }
        }
        deflater.finish();
        while (!deflater.finished()) {
            write(compressed, deflater.deflate(compressed));
        }
        return new Sizes(crc.getValue(), position - begin, deflater.getBytesRead());
    }

    private void writeHeader(Entry entry, short method, Sizes sizes, boolean large) throws IOException {
        var extra = extra(entry);
        int extraLength = extra.length + (large ? 20 : 0);
        var header = buffer(30 + entry.name.length + extraLength).putInt(0x04034b50);
        putBeginning(header, entry, method, sizes, large);
        header.putShort((short) entry.name.length).putShort((short) extraLength).put(entry.name);
        if (large) {
            header.putShort((short) 1).putShort((short) 16).putLong(0).putLong(0);
        }
        write(header.put(extra));
    }

    /** What an entry's header and its line in the directory have in common. */
    private static void putBeginning(ByteBuffer to, Entry entry, short method, Sizes sizes, boolean large) {
        int flags = (method == DEFLATED ? SIZES_FOLLOW : 0) | (entry.isUtf8 ? UTF_8 : 0);
        to.putShort(large ? ZIP64_VERSION : PLAIN_VERSION)
                .putShort((short) flags)
                .putShort(method);
        to.putInt(dosTime(entry.mtime)).putInt((int) sizes.crc);
        to.putInt((int) (large ? MOST : sizes.compressed)).putInt((int) (large ? MOST : sizes.plain));
    }

    private void list(Entry entry, short method, Sizes sizes, long begin, boolean large) throws IOException {
        boolean far = always64 || begin >= MOST;
        var extra = extra(entry);
        int wide = (large ? 16 : 0) + (far ? 8 : 0);
        int extraLength = extra.length + (wide > 0 ? 4 + wide : 0);
        var line =
                buffer(46 + entry.name.length + extraLength).putInt(0x02014b50).putShort((short) MADE_ON_UNIX);
        putBeginning(line, entry, method, sizes, large);
        line.putShort((short) entry.name.length).putShort((short) extraLength);
        line.putShort((short) 0).putShort((short) 0).putShort((short) 0);
        line.putInt(entry.mode << 16 | ((entry.mode & TYPE) == DIRECTORY_TYPE ? DOS_DIRECTORY : 0));
        line.putInt((int) (far ? MOST : begin)).put(entry.name);
        if (wide > 0) {
            line.putShort((short) 1).putShort((short) wide);
        }
        if (large) {
            line.putLong(sizes.plain).putLong(sizes.compressed);
        }
        if (far) {
            line.putLong(begin);
        }
        packed.write(line.put(extra).array());
        directorySize += line.capacity();
        entries++;
    }

    /** The time in UTC, if it fits into 32 bits, and the owner, as Info-ZIP writes them. */
    private static byte[] extra(Entry entry) {
        long seconds = entry.mtime.getEpochSecond();
        boolean fits = seconds == (int) seconds;
        var extra = buffer(fits ? 24 : 15);
        if (fits) {
            extra.putShort((short) 0x5455).putShort((short) 5).put((byte) 1).putInt((int) seconds);
        }
        extra.putShort((short) 0x7875).putShort((short) 11).put((byte) 1);
        return extra.put((byte) 4)
                .putInt((int) entry.uid)
                .put((byte) 4)
                .putInt((int) entry.gid)
                .array();
    }

    /** The time of MS-DOS, from 1980 to 2107, of which readers know no time zone: UTC. */
    private static int dosTime(Instant time) {
        var at = time.atOffset(ZoneOffset.UTC);
        if (at.getYear() < 1980) {
            return 1 << 21 | 1 << 16;
        }
        int year = Math.min(at.getYear() - 1980, 127);
        return year << 25
                | at.getMonthValue() << 21
                | at.getDayOfMonth() << 16
                | at.getHour() << 11
                | at.getMinute() << 5
                | at.getSecond() / 2;
    }

    /** Writes the directory. The stream stays open. */
    void finish() throws IOException {
        packed.finish();
        long begin = position;
        @SuppressWarnings("resource") // to close it would close the stream
        var lines = new InflaterOutputStream(out);
        directory.writeTo(lines);
        lines.finish();
        position += directorySize;
        boolean large = always64 || entries >= MOST_ENTRIES || begin >= MOST || directorySize >= MOST;
        if (large) {
            var end = buffer(76).putInt(0x06064b50).putLong(44);
            end.putShort((short) MADE_ON_UNIX).putShort(ZIP64_VERSION).putInt(0).putInt(0);
            end.putLong(entries).putLong(entries).putLong(directorySize).putLong(begin);
            write(end.putInt(0x07064b50).putInt(0).putLong(position).putInt(1));
        }
        short count = (short) (large ? MOST_ENTRIES : entries);
        var end = buffer(22).putInt(0x06054b50).putInt(0).putShort(count).putShort(count);
        end.putInt((int) (large ? MOST : directorySize)).putInt((int) (large ? MOST : begin));
        write(end.putShort((short) 0));
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void write(ByteBuffer filled) throws IOException {
        write(filled.array(), filled.position());
    }

    private void write(byte[] bytes, int count) throws IOException {
        out.write(bytes, 0, count);
        position += count;
    }

    @Override
    public void close() throws IOException {
        deflater.end();
        packed.close();
    }
}
