package io.bundlebackup.vault.web;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.vault.Vaults;
import io.bundlebackup.vault.snapshot.VaultFigures;
import io.bundlebackup.vault.snapshot.VaultSummaries;
import java.util.stream.Collectors;
import org.springframework.web.bind.annotation.RestController;

@RestController
class VaultController implements VaultApi {
    private final Vaults vaults;
    private final VaultSummaries summaries;
    private final Bundles bundles;

    VaultController(Vaults vaults, VaultSummaries summaries, Bundles bundles) {
        this.vaults = vaults;
        this.summaries = summaries;
        this.bundles = bundles;
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
        return new VaultBundleListView(summaries.bundles(vaults.get(vault)).stream()
                .map(each -> VaultBundleView.of(each, present.contains(each.bundleName())))
                .toList());
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
                vault.declared().deleteDelay().toString());
    }
}
