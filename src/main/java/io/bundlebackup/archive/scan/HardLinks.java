package io.bundlebackup.archive.scan;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * The files with several names in a scan, on disk: a slot for each name, the names of one file in consecutive slots, in the
 * manifest's order. The slot of the first name identifies the file and also has the data that all its names share. The
 * packers and the manifest record their decisions about the names here too.
 *
 * <p>An instance belongs to one thread. Several instances may be open on one file as long as no two write to the same slot.
 */
public final class HardLinks implements Closeable {
    private static final int SLOT = 64;
    private static final int OFFSET = 0;
    private static final int FILE = 8;
    private static final int STATE = 16;
    private static final int WHOLE_DIGEST = 20;
    private static final int FIRST = 24;
    private static final int FINGERPRINT = 32;
    private static final int FINGERPRINT_LENGTH = 32;

    private static final int CARRIED = 1;
    private static final int ALONE = 2;

    private final FileChannel channel;
    private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES);

    public HardLinks(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Writes the slots in order. Not thread-safe. */
    static final class Writer implements Closeable {
        private final DataOutputStream out;
        private final byte[] blank = new byte[SLOT - STATE];
        private long slots;

        Writer(Path file) throws IOException {
            out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
        }

        /** The slot of the next name. */
        long next() {
            return slots;
        }

        /**
         * Writes a name.
         *
         * @param file the slot of the file's first name
         * @param offset of the name's entry in the scan
         */
        void write(long file, long offset) throws IOException {
            out.writeLong(offset);
            out.writeLong(file);
            out.write(blank);
            slots++;
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    public long slots() throws IOException {
        return channel.size() / SLOT;
    }

    /** The offset of this name's entry in the scan. */
    public long offset(long slot) throws IOException {
        return getLong(slot, OFFSET);
    }

    /** The slot of the first name of the file with this name. */
    public long file(long slot) throws IOException {
        return getLong(slot, FILE);
    }

    /** Whether a slot belongs to a name of this file. */
    public boolean isNameOf(long slot, long file) throws IOException {
        return slot < slots() && file(slot) == file;
    }

    /** Whether the name of the separate delivered file for this name needs the whole digest; see {@link BigFileNames}. */
    public boolean hasWholeDigest(long slot) throws IOException {
        return getInt(slot, WHOLE_DIGEST) == 1;
    }

    void setWholeDigest(long slot, boolean whole) throws IOException {
        putInt(slot, WHOLE_DIGEST, whole ? 1 : 0);
    }

    /** Whether this further name of a big file is listed in the manifest of the file's first name. */
    public boolean isCarried(long slot) throws IOException {
        return getInt(slot, STATE) == CARRIED;
    }

    /** Whether this further name of a big file was delivered separately because it no longer named the same file. */
    public boolean isSeparate(long slot) throws IOException {
        return getInt(slot, STATE) == ALONE;
    }

    public void setCarried(long slot, boolean carried) throws IOException {
        putInt(slot, STATE, carried ? CARRIED : 0);
    }

    public void setSeparate(long slot) throws IOException {
        putInt(slot, STATE, ALONE);
    }

    /**
     * The slot of the name that this name links to: the first listed name with this fingerprint, or its own slot if there is
     * none. Call for all names of a manifest in order; a manifest may be written again from its first name on.
     *
     * @param asScanned whether the name still names the file that the scan saw; later names then link to this name
     */
    public long firstFor(long slot, byte[] fingerprint, boolean asScanned) throws IOException {
        long file = file(slot);
        long first = getLong(file, FIRST) - 1;
        // A later name was recorded by a service that was killed while it wrote the manifest.
        boolean known = first >= 0 && first <= slot;
        if (known && Arrays.equals(fingerprint(file), fingerprint)) {
            return first;
        }
        if (!known || asScanned) {
            putLong(file, FIRST, slot + 1);
            write(ByteBuffer.wrap(fingerprint), file * SLOT + FINGERPRINT);
        }
        return slot;
    }

    private byte[] fingerprint(long file) throws IOException {
        var bytes = ByteBuffer.allocate(FINGERPRINT_LENGTH);
        read(bytes, file * SLOT + FINGERPRINT);
        return bytes.array();
    }

    private int getInt(long slot, int field) throws IOException {
        read(number.clear().limit(Integer.BYTES), slot * SLOT + field);
        return number.flip().getInt();
    }

    private long getLong(long slot, int field) throws IOException {
        read(number.clear(), slot * SLOT + field);
        return number.flip().getLong();
    }

    private void putInt(long slot, int field, int value) throws IOException {
        write(number.clear().putInt(value).flip(), slot * SLOT + field);
    }

    private void putLong(long slot, int field, long value) throws IOException {
        write(number.clear().putLong(value).flip(), slot * SLOT + field);
    }

    private void read(ByteBuffer into, long position) throws IOException {
        while (into.hasRemaining()) {
            if (channel.read(into, position + into.position()) < 0) {
                throw new EOFException("no such slot");
            }
        }
    }

    private void write(ByteBuffer from, long position) throws IOException {
        long start = position - from.position();
        while (from.hasRemaining()) {
            channel.write(from, start + from.position());
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
