package io.bundlebackup.vault.snapshot;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.vault.Vault;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How much vaults have, from what is known of their snapshots. Thread-safe. */
public final class VaultSummaries {
    private static final Duration GROWTH = Duration.ofDays(30);

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
                    .orElseGet(() -> new BundleSummary(bundle, 0, null, null, 0, 0)));
        }
        return all;
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
                bundles.stream().mapToLong(BundleSummary::storedBytes).sum(),
                free,
                bundles.isEmpty() ? null : Long.valueOf(rows.storedSince(vault.name(), since) / GROWTH.toDays()),
                newest);
    }
}
