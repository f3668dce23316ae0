package io.bundlebackup.archive.scan;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.Stat;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The entries of a scan, on disk, in the manifest's order. Memory does not grow with the tree, and a restart does not scan
 * again. The offset of an entry identifies it.
 */
public final class ScanList {
    private static final int BUFFER = 1 << 16;

    private ScanList() {}

    /** Writes a list in order. Not thread-safe. */
    public static final class Writer implements Closeable {
        private final DataOutputStream out;
        private long offset;

        public Writer(Path file) throws IOException {
            var channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
            out = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER));
        }

        /** The offset of the next entry. */
        long offset() {
            return offset;
        }

        public void write(ScanEntry entry) throws IOException {
            var path = entry.path().bytes();
            var stat = entry.stat();
            out.writeLong(entry.slot());
            out.writeByte(entry.verdict().code());
            out.writeBoolean(entry.mayChange());
            out.writeInt(path.length);
            out.write(path);
            out.writeInt(stat.mode());
            out.writeInt((int) stat.uid());
            out.writeInt((int) stat.gid());
            out.writeLong(stat.size());
            out.writeLong(stat.mtimeSeconds());
            out.writeInt(stat.mtimeNanos());
            out.writeLong(stat.ctimeSeconds());
            out.writeInt(stat.ctimeNanos());
            out.writeLong(stat.inode());
            out.writeLong(stat.device());
            out.writeLong(stat.links());
            out.writeInt(entry.link() == null ? -1 : entry.link().length);
            if (entry.link() != null) {
                out.write(entry.link());
            }
            offset += FIXED + path.length + (entry.link() == null ? 0 : entry.link().length);
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    private static final int FIXED = 8 + 1 + 1 + 4 + 4 + 4 + 4 + 8 + 8 + 4 + 8 + 4 + 8 + 8 + 8 + 4;
    private static final int LONGEST = FIXED + 2 * RawPath.MAX_LENGTH;

    /** Changes fields of a complete list. Not thread-safe. */
    static final class Amendments implements Closeable {
        private static final int VERDICT = Long.BYTES;

        private final FileChannel channel;
        private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES);

        Amendments(Path file) throws IOException {
            channel = FileChannel.open(file, StandardOpenOption.WRITE);
        }

        /** Sets the slot of the entry at this offset. */
        void slot(long offset, long slot) throws IOException {
            channel.write(number.clear().putLong(slot).flip(), offset);
        }

        void verdict(long offset, Verdict verdict) throws IOException {
            channel.write(number.clear().put(verdict.code()).flip(), offset + VERDICT);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** Reads a list from an offset on. Not thread-safe. */
    public static final class Reader implements Closeable {
        private final FileChannel channel;
        private final long size;
        private DataInputStream in;
        private long offset;

        /** @param file a complete list */
        public Reader(Path file) throws IOException {
            channel = FileChannel.open(file, StandardOpenOption.READ);
            size = channel.size();
            in = buffered();
        }

        private DataInputStream buffered() {
            return new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel), BUFFER));
        }

        public Reader at(long position) throws IOException {
            channel.position(position);
            in = buffered();
            offset = position;
            return this;
        }

        /** The offset of the next entry. */
        public long offset() {
            return offset;
        }

        public boolean atEnd() {
            return offset == size;
        }

        /** The entry at an offset; does not change the position of {@link #read}. */
        public ScanEntry lookUp(long position) throws IOException {
            var record = ByteBuffer.allocate((int) Math.min(LONGEST, size - position));
            while (record.hasRemaining() && channel.read(record, position + record.position()) > 0) {
                // A read may return fewer bytes than the channel has.
            }
            return parse(new DataInputStream(new ByteArrayInputStream(record.array(), 0, record.position())));
        }

        public ScanEntry read() throws IOException {
            var entry = parse(in);
            offset += FIXED + entry.path().length() + (entry.link() == null ? 0 : entry.link().length);
            return entry;
        }

        private static ScanEntry parse(DataInputStream in) throws IOException {
            try {
                return entry(in);
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw new IOException("the list of a scan is damaged", e);
            }
        }

        private static byte[] bytes(DataInputStream in, int length) throws IOException {
            if (length < 0 || length > RawPath.MAX_LENGTH) {
                throw new IOException("the list of a scan is damaged: it has a path of " + length + " bytes");
            }
            var bytes = new byte[length];
            in.readFully(bytes);
            return bytes;
        }

        private static ScanEntry entry(DataInputStream in) throws IOException {
            long slot = in.readLong();
            var verdict = Verdict.of(in.readByte());
            boolean mayChange = in.readBoolean();
            var path = bytes(in, in.readInt());
            int mode = in.readInt();
            long uid = Integer.toUnsignedLong(in.readInt());
            long gid = Integer.toUnsignedLong(in.readInt());
            long size = in.readLong();
            long mtimeSeconds = in.readLong();
            int mtimeNanos = in.readInt();
            long ctimeSeconds = in.readLong();
            int ctimeNanos = in.readInt();
            long inode = in.readLong();
            long device = in.readLong();
            long links = in.readLong();
            int length = in.readInt();
            byte[] link = length < 0 ? null : bytes(in, length);
            var stat = new Stat(
                    mode,
                    uid,
                    gid,
                    size,
                    mtimeSeconds,
                    mtimeNanos,
                    ctimeSeconds,
                    ctimeNanos,
                    0,
                    0,
                    inode,
                    device,
                    links,
                    0);
            return new ScanEntry(RawPath.of(path), stat, link, slot, verdict, mayChange);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
