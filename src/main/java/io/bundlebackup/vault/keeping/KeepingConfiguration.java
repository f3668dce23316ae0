package io.bundlebackup.vault.keeping;

import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.session.store.LogWrites;
import io.bundlebackup.session.store.SessionStore;
import io.bundlebackup.vault.Vaults;
import io.bundlebackup.vault.run.Runs;
import io.bundlebackup.vault.schedule.Schedules;
import io.bundlebackup.vault.snapshot.SnapshotCatalog;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts retention together. */
@Configuration(proxyBeanMethods = false)
class KeepingConfiguration {
    @Bean
    SnapshotKeeping snapshotKeeping(SnapshotCatalog catalog, Schedules schedules, Runs runs, InstantSource clock) {
        return new SnapshotKeeping(catalog, schedules, runs, clock);
    }

    @Bean
    OverdueBundles overdueBundles(
            LogWrites writes, SessionStore store, SnapshotKeeping keeping, Vaults vaults, Bundles bundles) {
        return new OverdueBundles(writes, store.readers, () -> keeping.standings(vaults, bundles));
    }

    @Bean
    OverdueWatch overdueWatch(OverdueBundles overdue) {
        return new OverdueWatch(overdue);
    }

    @Bean
    MultiCollector overdueMetrics(PrometheusRegistry registry, OverdueBundles overdue) {
        var metrics = new OverdueMetrics(overdue);
        registry.register(metrics);
        return metrics;
    }
}
