package io.bundlebackup.vault.web;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.vault.Vault;
import io.bundlebackup.vault.Vaults;
import io.bundlebackup.vault.keeping.SnapshotKeeping;
import io.bundlebackup.vault.snapshot.BundleSummary;
import io.bundlebackup.vault.snapshot.VaultFigures;
import io.bundlebackup.vault.snapshot.VaultSummaries;
import java.util.Comparator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.RestController;

@RestController
class VaultController implements VaultApi {
    private final Vaults vaults;
    private final VaultSummaries summaries;
    private final Bundles bundles;
    private final SnapshotKeeping keeping;

    VaultController(Vaults vaults, VaultSummaries summaries, Bundles bundles, SnapshotKeeping keeping) {
        this.vaults = vaults;
        this.summaries = summaries;
        this.bundles = bundles;
        this.keeping = keeping;
    }

    @Override
    public VaultListView vaults() {
        return new VaultListView(
                vaults.all().stream().map(vault -> view(summaries.of(vault))).toList());
    }

    @Override
    public VaultView vault(String vault) {
        return view(summaries.of(vaults.get(vault)));
    }

    @Override
    public VaultBundleListView bundles(String vault) {
        var present = bundles.all().stream().map(Bundle::name).collect(Collectors.toSet());
        var place = vaults.get(vault);
        var kept = summaries.bundles(place);
        var names = kept.stream().map(BundleSummary::bundleName).collect(Collectors.toSet());
        var without = present.stream()
                .filter(name -> !names.contains(name)
                        && keeping.overdueSince(place, name, null).isPresent())
                .map(BundleSummary::without);
        var all = Stream.concat(kept.stream(), without)
                .sorted(Comparator.comparing(BundleSummary::bundleName))
                .toList();
        var suspended = keeping.suspended(place, all);
        return new VaultBundleListView(all.stream()
                .map(each -> view(place, each, present.contains(each.bundleName()), suspended.get(each.bundleName())))
                .toList());
    }

    private VaultBundleView view(Vault vault, BundleSummary summary, boolean present, @Nullable String suspended) {
        var bundle = summary.bundleName();
        return VaultBundleView.of(
                summary,
                present,
                keeping.nextRun(vault, bundle).orElse(null),
                keeping.overdueSince(vault, bundle, summary.newestComplete()).isPresent(),
                suspended);
    }

    private static VaultView view(VaultFigures figures) {
        var vault = figures.vault();
        return new VaultView(
                vault.name(),
                figures.location(),
                figures.problem(),
                vault.notice().orElse(null),
                figures.snapshots(),
                figures.bundles(),
                figures.dataBytes(),
                figures.storedBytes(),
                figures.freeBytes(),
                figures.growthBytesPerDay(),
                figures.fullInDays(),
                figures.lastBackupAt(),
                figures.deleteDelay());
    }
}
