package io.bundlebackup.vault.browse;

import io.bundlebackup.repository.tree.LargeTrees;
import io.bundlebackup.vault.Vault;
import io.bundlebackup.vault.Vaults;
import io.bundlebackup.vault.snapshot.Repositories;
import io.bundlebackup.vault.snapshot.SnapshotCatalog;
import io.bundlebackup.vault.snapshot.VaultProblems;
import io.bundlebackup.vault.snapshot.VaultSnapshot;
import io.bundlebackup.vault.work.SnapshotData;
import java.io.IOException;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Opens snapshots for reading. Thread-safe. */
@Component
public final class SnapshotBrowser {
    private final Vaults vaults;
    private final SnapshotCatalog catalog;
    private final Repositories repositories;
    private final LargeTrees trees = LargeTrees.ofHeap();

    SnapshotBrowser(Vaults vaults, SnapshotCatalog catalog, Repositories repositories) {
        this.vaults = vaults;
        this.catalog = catalog;
        this.repositories = repositories;
    }

    /**
     * An open snapshot. Its repository stays open until this is closed.
     *
     * @param snapshot what is known of it
     * @param files its directories and files
     */
    public record OpenSnapshot(Vault vault, VaultSnapshot snapshot, SnapshotFiles files, Repositories.Use use)
            implements AutoCloseable {
        @Override
        public void close() {
            use.close();
        }
    }

    /**
     * Opens a snapshot, which may be deleted as long as it is not forgotten.
     *
     * @throws io.bundlebackup.problem.ProblemException {@code no-such-vault}, {@code no-such-snapshot}, {@code vault-unavailable}, {@code
     *     vault-damaged}
     */
    public OpenSnapshot open(String vaultName, UUID id) {
        var vault = vaults.get(vaultName);
        var snapshot = catalog.get(vault, id);
        var use = repositories.open(vault, snapshot.bundleName());
        try {
            var blobs = use.repository().reader();
            var data = SnapshotData.find(blobs, use.repository().loadSnapshot(snapshot.resticId()));
            return new OpenSnapshot(vault, snapshot, new SnapshotFiles(blobs, data, trees), use);
        } catch (IOException e) {
            use.close();
            throw VaultProblems.of(vault, snapshot.bundleName(), e);
        } catch (RuntimeException e) {
            use.close();
            throw e;
        }
    }
}
