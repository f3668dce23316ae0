package io.bundlebackup.repository.pack;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobType;
import io.bundlebackup.repository.crypto.BrokenSealException;
import io.bundlebackup.repository.crypto.Sealer;
import io.bundlebackup.repository.place.DamagedFileException;
import io.bundlebackup.repository.place.FileName;
import io.bundlebackup.repository.place.FileType;
import io.bundlebackup.repository.place.OpenedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** The list of blobs at the end of a pack: {@code sealed header || length of the sealed header}, little-endian. */
final class PackHeader {
    /** restic reads headers of ten times as many; but lists of the blobs of several packs are in the heap. */
    static final int MOST_ENTRIES = 25_000;

    private static final int LENGTH = 4;
    private static final int PLAIN_ENTRY = 1 + LENGTH + BlobId.LENGTH;
    private static final int COMPRESSED_ENTRY = PLAIN_ENTRY + LENGTH;
    private static final int MOST_BYTES = 16 << 20;
    private static final int COMPRESSED = 2;

    private PackHeader() {}

    /** What follows the blobs of a pack. */
    static byte[] encode(List<PackedBlob> blobs, Sealer sealer) {
        var plain = ByteBuffer.allocate(blobs.size() * COMPRESSED_ENTRY).order(ByteOrder.LITTLE_ENDIAN);
        for (var blob : blobs) {
            plain.put((byte) ((blob.type() == BlobType.TREE ? 1 : 0) | (blob.uncompressed() > 0 ? COMPRESSED : 0)));
            plain.putInt(blob.length());
            if (blob.uncompressed() > 0) {
                plain.putInt(blob.uncompressed());
            }
            plain.put(blob.id().bytes());
        }
        int sealed = plain.position() + Sealer.OVERHEAD;
        var header = ByteBuffer.allocate(sealed + LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        sealer.seal(plain.array(), 0, plain.position(), header.array(), 0);
        return header.putInt(sealed, sealed).array();
    }

    /** @throws DamagedFileException if the end of the file is no header, or the blobs do not fill the rest of the file */
    static List<PackedBlob> read(OpenedFile file, BlobId pack, Sealer sealer) throws IOException {
        var name = FileName.of(FileType.DATA, pack);
        long size = file.size();
        var last = new byte[LENGTH];
        if (size < LENGTH + Sealer.OVERHEAD) {
            throw new DamagedFileException(name, "it is too short for a pack");
        }
        file.read(size - LENGTH, last, 0, LENGTH);
        int length = ByteBuffer.wrap(last).order(ByteOrder.LITTLE_ENDIAN).getInt();
        if (length < Sealer.OVERHEAD || length > size - LENGTH || length > MOST_BYTES) {
            throw new DamagedFileException(name, "it does not end with the length of a header");
        }
        var sealed = new byte[length];
        file.read(size - LENGTH - length, sealed, 0, length);
        try {
            return decode(sealer.open(sealed), name, size - LENGTH - length);
        } catch (BrokenSealException e) {
            throw new DamagedFileException(name, "the seal of its header is broken", e);
        }
    }

    private static List<PackedBlob> decode(byte[] header, FileName name, long end) throws DamagedFileException {
        var blobs = new ArrayList<PackedBlob>();
        var plain = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        long offset = 0;
        while (plain.hasRemaining()) {
            int kind = plain.get();
            boolean compressed = (kind & COMPRESSED) != 0;
            if (kind < 0 || kind > 3 || plain.remaining() < (compressed ? COMPRESSED_ENTRY : PLAIN_ENTRY) - 1) {
                throw new DamagedFileException(name, "its header has an entry that no header has");
            }
            int length = plain.getInt();
            int uncompressed = compressed ? plain.getInt() : 0;
            if (length < Sealer.OVERHEAD || uncompressed < 0 || offset + length > Math.min(end, Integer.MAX_VALUE)) {
                throw new DamagedFileException(name, "its header has a blob beyond the end");
            }
            var id = BlobId.read(plain.order(ByteOrder.BIG_ENDIAN));
            plain.order(ByteOrder.LITTLE_ENDIAN);
            var type = (kind & 1) == 0 ? BlobType.DATA : BlobType.TREE;
            blobs.add(new PackedBlob(id, type, (int) offset, length, uncompressed));
            offset += length;
        }
        if (offset != end) {
            throw new DamagedFileException(
                    name, "its blobs have " + offset + " bytes, and before the header are " + end);
        }
        return blobs;
    }
}
