package io.bundlebackup.vault.work;

import io.bundlebackup.archive.pack.FileReading;
import io.bundlebackup.posix.Stat;
import io.bundlebackup.repository.blob.BlobId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Files with several names that were stored lately, so that a further name is not read. Of files beyond {@value #MOST} every name may be
 * read. Thread-safe.
 */
final class FirstNames {
    private static final int MOST = 10_000;

    private final Map<Inode, Stored> files = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Inode, Stored> eldest) {
            return size() > MOST;
        }
    };

    record Stored(FileReading.Taken file, List<BlobId> pieces) {}

    private record Inode(long device, long number) {
        static Inode of(Stat stat) {
            return new Inode(stat.device(), stat.inode());
        }
    }

    synchronized @Nullable Stored find(Stat stat) {
        return files.get(Inode.of(stat));
    }

    synchronized void add(Stored stored) {
        files.put(Inode.of(stored.file.stat()), stored);
    }
}
