package io.bundlebackup.vault.snapshot;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.repository.place.DirectoryPlace;
import io.bundlebackup.repository.place.FileType;
import io.bundlebackup.vault.Vault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** How much vaults have, from what is known of their snapshots. Thread-safe. */
public final class VaultSummaries {
    private static final Duration GROWTH = Duration.ofDays(30);

    private static final Duration FRESH = Duration.ofMinutes(1);

    private record Packs(long bytes, Instant at) {}

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
        var known = rows.bundles(vault.name());
        var all = new ArrayList<BundleSummary>();
        for (var bundle : vault.bundles()) {
            all.add(known.stream()
                    .filter(summary -> summary.bundleName().equals(bundle))
                    .findFirst()
                    .orElseGet(() -> BundleSummary.without(bundle))
                    .storing(stored(vault, bundle)));
        }
        return all;
    }

    /** The bytes of all packs of a repository, at most a minute old; 0 if they cannot be read. */
    private long stored(Vault vault, String bundle) {
        var directory = vault.repository(bundle);
        var known = packs.get(directory);
        var now = clock.instant();
        if (known != null && Duration.between(known.at, now).abs().compareTo(FRESH) < 0) {
            return known.bytes;
        }
        var sum = new AtomicLong();
        try {
            new DirectoryPlace(directory).list(FileType.DATA, file -> sum.addAndGet(file.size()));
        } catch (IOException e) {
            return known == null ? 0 : known.bytes;
        }
        packs.put(directory, new Packs(sum.get(), now));
        return sum.get();
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
