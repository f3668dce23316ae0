package io.bundlebackup.repository.pack;

import io.bundlebackup.repository.blob.BlobId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Numbers packs, so that an entry of an index needs 4 bytes for its pack. A pack that is being written has a number but no ID yet. Thread-safe. */
final class PackTable {
    private final List<@Nullable BlobId> ids = new ArrayList<>();
    private final Map<BlobId, Integer> numbers = new HashMap<>();

    synchronized int size() {
        return ids.size();
    }

    /** The number of a pack, a new one if it has none. */
    synchronized int number(BlobId id) {
        var number = numbers.get(id);
        if (number == null) {
            number = ids.size();
            ids.add(id);
            numbers.put(id, number);
        }
        return number;
    }

    /** A number for a pack whose ID is not known yet. */
    synchronized int reserve() {
        ids.add(null);
        return ids.size() - 1;
    }

    synchronized void complete(int number, BlobId id) {
        ids.set(number, id);
        numbers.put(id, number);
    }

    /** Null while the pack is being written. */
    synchronized @Nullable BlobId id(int number) {
        return ids.get(number);
    }

    synchronized boolean has(BlobId id) {
        return numbers.containsKey(id);
    }
}
