package io.bundlebackup.vault.run;

import io.bundlebackup.backup.BackupTools;
import io.bundlebackup.backup.Staging;
import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.bundle.Capabilities;
import io.bundlebackup.session.BundleReports;
import io.bundlebackup.session.RunLogs;
import io.bundlebackup.session.SessionSettings;
import io.bundlebackup.session.Sessions;
import io.bundlebackup.session.store.LogWrites;
import io.bundlebackup.session.store.SessionStore;
import io.bundlebackup.session.work.BundleWork;
import io.bundlebackup.vault.Vaults;
import io.bundlebackup.vault.snapshot.Repositories;
import io.bundlebackup.vault.snapshot.SnapshotCatalog;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the runs together. */
@Configuration(proxyBeanMethods = false)
class RunConfiguration {
    @Bean
    Runs runs(LogWrites writes, SessionStore store, InstantSource clock, ObjectProvider<RunObserver> observer) {
        return new Runs(writes, new RunRows(store.readers), clock, observer.getIfAvailable(() -> RunObserver.NONE));
    }

    @Bean
    RunLogs runLogs(Runs runs, SessionStore store) {
        return new StoredRunLogs(runs, new RunRows(store.readers));
    }

    @Bean
    RunReports runReports(Runs runs, BundleReports reports) {
        return new RunReports(runs, reports);
    }

    @Bean
    BackupRuns backupRuns(Runs runs, Sessions sessions, Bundles bundles, Vaults vaults) {
        return new BackupRuns(runs, sessions, bundles, vaults);
    }

    @Bean
    PruneRuns pruneRuns(Runs runs, Vaults vaults, PruneMaker maker, ObjectProvider<RetentionStep> retention) {
        return new PruneRuns(runs, vaults, maker, retention::getObject);
    }

    @Bean
    @ConditionalOnMissingBean
    PruneMaker pruneMaker(Repositories repositories, SnapshotCatalog catalog, InstantSource clock) {
        return new RepositoryPrunes(repositories, catalog, clock);
    }

    @Bean
    BundleWork snapshotBundleWork(
            Runs runs,
            ObjectProvider<BackupRuns> backups,
            RunLoop loop,
            Vaults vaults,
            SnapshotMaker maker,
            Staging staging,
            ObjectProvider<RetentionStep> retention) {
        return new SnapshotBundleWork(runs, backups::getObject, loop, vaults, maker, staging, retention::getObject);
    }

    @Bean
    @ConditionalOnMissingBean
    SnapshotMaker snapshotMaker(
            Repositories repositories, SnapshotCatalog catalog, BackupTools tools, Capabilities capabilities) {
        return new RepositorySnapshots(repositories, catalog, tools, capabilities);
    }

    @Bean
    RunLoop runLoop(Runs runs, SessionSettings settings, InstantSource clock) {
        return new RunLoop(runs, settings.limits().sessions(), clock);
    }

    /** The loop needs them when it starts, and they need what needs the loop. */
    @Bean
    RunParts runParts(RunLoop loop, BackupRuns backups, PruneRuns prunes) {
        loop.use(backups, prunes);
        return new RunParts(backups, prunes);
    }

    /** What does the work of runs. */
    record RunParts(BackupRuns backups, PruneRuns prunes) {}
}
