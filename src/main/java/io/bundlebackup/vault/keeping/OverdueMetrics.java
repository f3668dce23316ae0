package io.bundlebackup.vault.keeping;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/** A gauge of each bundle that schedules back up into a vault: whether it is overdue, at most a minute ago. */
record OverdueMetrics(OverdueBundles bundles) implements MultiCollector {
    @Override
    public MetricSnapshots collect() {
        var gauge = GaugeSnapshot.builder()
                .name("bundle_backup_vault_overdue")
                .help(
                        "1 if the bundle has no complete snapshot in the vault that is as new as its schedules want, else 0");
        for (var standing : bundles.last()) {
            gauge.dataPoint(GaugeDataPointSnapshot.builder()
                    .labels(Labels.of("vault", standing.vault(), "bundle", standing.bundleName()))
                    .value(standing.since() == null ? 0 : 1)
                    .build());
        }
        return MetricSnapshots.of(gauge.build());
    }
}
