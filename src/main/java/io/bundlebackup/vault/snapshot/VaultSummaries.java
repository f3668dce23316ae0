package io.bundlebackup.vault.snapshot;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.repository.place.DirectoryPlace;
import io.bundlebackup.repository.place.FileType;
import io.bundlebackup.vault.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How much vaults have, from what is known of their snapshots. Thread-safe. */
public final class VaultSummaries {
    private static final String INDEX = "index";
    private static final Duration GROWTH = Duration.ofDays(30);

    private static final Duration FRESH = Duration.ofMinutes(1);

    /** @param index when the directory of the index was changed last, before the packs were looked at */
    private record Packs(long bytes, Instant at, FileTime index) {
        /**
         * Each writer changes the index after it has written packs, and a prune before it deletes packs: bytes that were counted some time after
         * that are the bytes until the next change.
         */
        boolean isOf(FileTime indexNow, Instant now) {
            return index.equals(indexNow) && at.isAfter(index.toInstant().plus(FRESH)) && !now.isBefore(at)
                    || Duration.between(at, now).abs().compareTo(FRESH) < 0;
        }
    }

    private final Map<Path, Packs> packs = new ConcurrentHashMap<>();
    private final SnapshotCatalog catalog;
    private final SnapshotRows rows;
    private final InstantSource clock;

    VaultSummaries(SnapshotCatalog catalog, SnapshotRows rows, InstantSource clock) {
        this.catalog = catalog;
        this.rows = rows;
        this.clock = clock;
    }

    /** Each bundle with a repository, also without a snapshot; sorted by name. */
    public List<BundleSummary> bundles(Vault vault) {
        catalog.refresh(vault);
        var known = rows.bundles(vault.name()).stream()
                .collect(Collectors.toMap(BundleSummary::bundleName, summary -> summary));
        return vault.bundles().stream()
                .map(bundle -> known.getOrDefault(bundle, BundleSummary.without(bundle))
                        .storing(stored(vault, bundle)))
                .toList();
    }

    /** The bytes of all packs of a repository, at most a minute old unless it is being pruned; 0 if they cannot be read. */
    private long stored(Vault vault, String bundle) {
        var directory = vault.repository(bundle);
        var known = packs.get(directory);
        var now = clock.instant();
        var sum = new AtomicLong();
        try {
            var index = Files.getLastModifiedTime(directory.resolve(INDEX));
            if (known != null && known.isOf(index, now)) {
                return known.bytes;
            }
            new DirectoryPlace(directory).list(FileType.DATA, file -> sum.addAndGet(file.size()));
            packs.put(directory, new Packs(sum.get(), now, index));
            return sum.get();
        } catch (IOException e) {
            return known == null ? 0 : known.bytes;
        }
    }

    /** The figures of a vault, whether it can be used or not. */
    public VaultFigures of(Vault vault) {
        @Nullable String problem = null;
        @Nullable Long free = null;
        try {
            catalog.refresh(vault);
            free = vault.isUsed() ? vault.freeBytes() : null;
        } catch (ProblemException e) {
            problem = e.detail();
        } catch (IOException e) {
            problem = Vault.unavailable("The free space of the vault cannot be read", e)
                    .detail();
        }
        var bundles = rows.bundles(vault.name());
        var newest = bundles.stream()
                .map(BundleSummary::newest)
                .filter(Objects::nonNull)
                .max(Instant::compareTo)
                .orElse(null);
        var since = clock.instant().minus(GROWTH);
        return new VaultFigures(
                vault,
                problem,
                bundles.stream().mapToLong(BundleSummary::snapshots).sum(),
                bundles.size(),
                bundles.stream().mapToLong(BundleSummary::dataBytes).sum(),
                bundles.stream()
                        .mapToLong(bundle -> stored(vault, bundle.bundleName()))
                        .sum(),
                free,
                bundles.isEmpty() ? null : Long.valueOf(rows.storedSince(vault.name(), since) / GROWTH.toDays()),
                newest);
    }
}
