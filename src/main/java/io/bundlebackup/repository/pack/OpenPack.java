package io.bundlebackup.repository.pack;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobType;
import io.bundlebackup.repository.place.FileName;
import io.bundlebackup.repository.place.FileType;
import io.bundlebackup.repository.place.PartialFile;
import io.bundlebackup.repository.place.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/** A pack that is being filled. Not thread-safe. */
final class OpenPack implements AutoCloseable {
    final int number;
    private final PartialFile file;
    private final ByteBuffer buffer;
    private final List<PackedBlob> blobs = new ArrayList<>();
    private int size;

    /** @param buffer an empty one, used until {@link #flush} */
    OpenPack(Place place, int number, ByteBuffer buffer) throws IOException {
        this.number = number;
        this.buffer = buffer;
        file = place.begin();
    }

    /** In bytes, without the header. */
    int size() {
        return size;
    }

    List<PackedBlob> blobs() {
        return blobs;
    }

    PackedBlob append(BlobId id, BlobType type, byte[] sealed, int length, int uncompressed) throws IOException {
        write(sealed, length);
        var blob = new PackedBlob(id, type, size, length, uncompressed);
        blobs.add(blob);
        size += length;
        return blob;
    }

    private void write(byte[] bytes, int length) throws IOException {
        for (int at = 0; at < length; ) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            int count = Math.min(length - at, buffer.remaining());
            buffer.put(bytes, at, count);
            at += count;
        }
    }

    /** Writes what is in the buffer. Nothing can be appended afterwards. */
    void flush() throws IOException {
        buffer.flip();
        file.append(buffer);
        buffer.clear();
    }

    /** Writes the header and names the pack, which has been flushed; it is durable when this returns. */
    BlobId complete(Tools tools) throws IOException {
        file.append(ByteBuffer.wrap(PackHeader.encode(blobs, tools.sealer)));
        var id = digest();
        file.complete(FileName.of(FileType.DATA, id));
        return id;
    }

    /** Reads the file again, which is still in the page cache: digesting while it is filled would make the workers wait for each other. */
    private BlobId digest() throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        var piece = ByteBuffer.allocate(64 << 10);
        for (long at = 0; file.read(at, piece) > 0; at += piece.position(), piece.clear()) {
            digest.update(piece.array(), 0, piece.position());
        }
        return BlobId.of(digest.digest());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
