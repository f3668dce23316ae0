package io.bundlebackup.vault.run;

import io.bundlebackup.vault.Vault;
import io.bundlebackup.vault.snapshot.Repositories;
import io.bundlebackup.vault.snapshot.SnapshotCatalog;
import io.bundlebackup.vault.snapshot.VaultProblems;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;

/** Prunes the repositories of vaults: forgets deleted snapshots whose time has come, then frees their space. */
record RepositoryPrunes(Repositories repositories, SnapshotCatalog catalog, InstantSource clock) implements PruneMaker {
    /** How long a pack that nothing needs stays, so that a writer that has just found it can still use it. */
    private static final Duration MARKED = Duration.ofHours(24);

    @Override
    public RunFigures prune(Vault vault, Run run) throws InterruptedException {
        var bundle = run.request().bundleName();
        var now = clock.instant();
        for (var snapshot : catalog.of(vault, bundle)) {
            var goneAt = snapshot.marks().goneAt();
            if (goneAt != null && !goneAt.isAfter(now)) {
                catalog.forget(vault, snapshot);
            }
        }
        catalog.removeLeft(vault, bundle);
        try (var use = repositories.open(vault, bundle)) {
            var report = use.repository().prune(MARKED);
            return new RunFigures(null, null, report.deletedPacks(), report.freedBytes(), 0, 0);
        } catch (IOException e) {
            throw VaultProblems.of(vault, bundle, e);
        }
    }
}
