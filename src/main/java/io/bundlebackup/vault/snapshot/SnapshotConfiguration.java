package io.bundlebackup.vault.snapshot;

import io.bundlebackup.session.store.DataDirectory;
import io.bundlebackup.session.store.DatabaseWrites;
import io.bundlebackup.session.store.SessionStore;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the snapshots together. */
@Configuration(proxyBeanMethods = false)
class SnapshotConfiguration {
    @Bean
    Repositories repositories(DataDirectory directory, InstantSource clock) {
        return new Repositories(directory.root().resolve("vault-indexes"), clock);
    }

    @Bean
    SnapshotCatalog snapshotCatalog(
            Repositories repositories, DatabaseWrites writes, SessionStore store, InstantSource clock) {
        return new SnapshotCatalog(repositories, writes, new SnapshotRows(store.readers), clock);
    }

    @Bean
    VaultSummaries vaultSummaries(SnapshotCatalog catalog, SessionStore store, InstantSource clock) {
        return new VaultSummaries(catalog, new SnapshotRows(store.readers), clock);
    }
}
