package io.bundlebackup.repository.tree;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobReader;
import io.bundlebackup.repository.blob.BlobType;
import io.bundlebackup.repository.blob.BlobWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A repository in memory. */
public final class MemoryBlobs implements BlobReader, BlobWriter {
    private final Map<Key, byte[]> blobs = new ConcurrentHashMap<>();
    private final List<BlobId> loaded = new ArrayList<>();

    private record Key(BlobId id, BlobType type) {}

    @Override
    public Stored save(BlobType type, ByteBuffer content) {
        var bytes = new byte[content.remaining()];
        content.get(content.position(), bytes);
        try {
            var id = BlobId.of(MessageDigest.getInstance("SHA-256").digest(bytes));
            boolean known = blobs.putIfAbsent(new Key(id, type), bytes) != null;
            return new Stored(id, known ? 0 : bytes.length);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public synchronized byte[] load(BlobId id, BlobType type) throws IOException {
        loaded.add(id);
        var bytes = blobs.get(new Key(id, type));
        if (bytes == null) {
            throw new IOException("the repository lacks the blob " + id);
        }
        return bytes.clone();
    }

    @Override
    public int length(BlobId id, BlobType type) {
        var bytes = blobs.get(new Key(id, type));
        return bytes == null ? -1 : bytes.length;
    }

    /** The blobs that were loaded since the last call, in order. */
    public synchronized List<BlobId> takeLoaded() {
        var taken = List.copyOf(loaded);
        loaded.clear();
        return taken;
    }

    /** Loses a blob. */
    public void lose(BlobId id) {
        blobs.keySet().removeIf(key -> key.id().equals(id));
    }

    /** Loses all blobs of a type. */
    public void lose(BlobType type) {
        blobs.keySet().removeIf(key -> key.type() == type);
    }
}
