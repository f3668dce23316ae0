package io.bundlebackup.vault.browse;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobReader;
import io.bundlebackup.repository.blob.BlobType;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Keeps the blobs that were loaded last. Its arrays are shared and must not be written. Memory: at most four blobs. Thread-safe. */
final class RecentBlobs implements BlobReader {
    private static final int MOST = 4;

    private final BlobReader blobs;

    @GuardedBy("this")
    private final Map<BlobId, byte[]> recent = new LinkedHashMap<>(MOST, 1, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<BlobId, byte[]> eldest) {
            return size() > MOST;
        }
    };

    RecentBlobs(BlobReader blobs) {
        this.blobs = blobs;
    }

    @Override
    public synchronized byte[] load(BlobId id, BlobType type) throws IOException {
        var known = recent.get(id);
        if (known == null) {
            known = blobs.load(id, type);
            recent.put(id, known);
        }
        return known;
    }

    @Override
    public int length(BlobId id, BlobType type) throws IOException {
        return blobs.length(id, type);
    }
}
