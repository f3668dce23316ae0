package io.bundlebackup.repository;

import io.bundlebackup.repository.crypto.ScryptCost;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/**
 * How a repository is used.
 *
 * @param cache a directory in which indexes of repositories are kept, a directory for each; may be emptied at any time
 * @param packSize at which size a pack is full, in bytes, 1 MiB to 128 MiB
 * @param compression the level of zstd, 1 to 19; 0 stores blobs as they are
 * @param lockWait how long to wait for another process's lock
 * @param cost of the key of a new repository
 * @param keys where keys are remembered that were derived from passwords
 */
public record RepositorySettings(
        Path cache,
        int packSize,
        int compression,
        Duration lockWait,
        ScryptCost cost,
        InstantSource clock,
        DerivedKeys keys) {
    private static final int MIB = 1 << 20;
    private static final int HIGHEST_LEVEL = 19;

    /** @throws IllegalArgumentException if a value is out of its range */
    public RepositorySettings {
        if (packSize < MIB || packSize > 128 * MIB) {
            throw new IllegalArgumentException("a pack has 1 MiB to 128 MiB, not " + packSize + " bytes");
        }
        if (compression < 0 || compression > HIGHEST_LEVEL) {
            throw new IllegalArgumentException("the compression is 0 to " + HIGHEST_LEVEL + ", not " + compression);
        }
    }

    /** 64 MiB, level 1, and a minute. */
    public static RepositorySettings standard(Path cache) {
        return new RepositorySettings(
                cache,
                64 * MIB,
                1,
                Duration.ofMinutes(1),
                ScryptCost.STANDARD,
                InstantSource.system(),
                new DerivedKeys());
    }

    public RepositorySettings withPackSize(int bytes) {
        return new RepositorySettings(cache, bytes, compression, lockWait, cost, clock, keys);
    }

    public RepositorySettings withCompression(int level) {
        return new RepositorySettings(cache, packSize, level, lockWait, cost, clock, keys);
    }

    public RepositorySettings withLockWait(Duration wait) {
        return new RepositorySettings(cache, packSize, compression, wait, cost, clock, keys);
    }

    public RepositorySettings withCost(ScryptCost newCost) {
        return new RepositorySettings(cache, packSize, compression, lockWait, newCost, clock, keys);
    }

    public RepositorySettings withClock(InstantSource newClock) {
        return new RepositorySettings(cache, packSize, compression, lockWait, cost, newClock, keys);
    }

    public RepositorySettings withKeys(DerivedKeys newKeys) {
        return new RepositorySettings(cache, packSize, compression, lockWait, cost, clock, newKeys);
    }
}
