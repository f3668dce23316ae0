package io.bundlebackup.monitoring;

import io.bundlebackup.bundle.BackupInterval;
import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.BundleHistory;
import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.limits.CallerScope;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * For each bundle when it was last backed up completely, and whether that is longer ago than it should be. Read at each scrape, because
 * bundles come and go without a restart; a bundle without a completed backup has no time.
 */
final class BundleMetrics implements MultiCollector {
    private final Bundles bundles;
    private final BundleHistory history;
    private final InstantSource clock;

    BundleMetrics(Bundles bundles, BundleHistory history, InstantSource clock) {
        this.bundles = bundles;
        this.history = history;
        this.clock = clock;
    }

    @Override
    public MetricSnapshots collect() {
        var last = GaugeSnapshot.builder()
                .name("bundle_backup_last_completed_timestamp_seconds")
                .help("When the newest backup of the bundle without failures ended, epoch seconds");
        var overdue = GaugeSnapshot.builder()
                .name("bundle_backup_overdue")
                .help("1 if the newest completed backup is older than backupEvery of the bundle, else 0");
        // Of all bundles, whoever asks.
        for (var bundle : CallerScope.SERVICE.call(bundles::all)) {
            var labels = Labels.of("bundle", bundle.name());
            var completed = history.lastCompletedBackup(bundle.name());
            completed.ifPresent(time -> last.dataPoint(point(labels, time.toEpochMilli() / 1000.0)));
            var every = every(bundle);
            if (every != null) {
                overdue.dataPoint(point(labels, every.isOverdue(completed, clock.instant()) ? 1 : 0));
            }
        }
        return MetricSnapshots.of(last.build(), overdue.build());
    }

    private static @Nullable BackupInterval every(Bundle bundle) {
        var application = bundle.application();
        return application == null ? null : application.backupEvery();
    }

    private static GaugeDataPointSnapshot point(Labels labels, double value) {
        return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
    }
}
