package io.bundlebackup.restore;

import io.bundlebackup.archive.tar.TarLimits;
import io.bundlebackup.archive.tree.Workers;
import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.bundle.command.ExtensionRunner;
import io.bundlebackup.posix.BackgroundRemoval;
import io.bundlebackup.restore.exchange.ExchangeProbe;
import io.bundlebackup.restore.exchange.ExchangeRecovery;
import io.bundlebackup.restore.exchange.PreviousStates;
import io.bundlebackup.restore.snapshot.StoredSnapshots;
import io.bundlebackup.restore.tree.TreeTools;
import io.bundlebackup.session.RestoreSessions;
import io.bundlebackup.upload.Uploads;
import io.bundlebackup.upload.chain.Generations;
import io.bundlebackup.upload.receive.UploadLimits;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the restore together. */
@Configuration(proxyBeanMethods = false)
class RestoreConfiguration {
    @Bean
    BackgroundRemoval stateRemoval() {
        return new BackgroundRemoval("remove-trees");
    }

    @Bean
    PreviousStates previousStates(
            Bundles bundles,
            RestoreSessions restores,
            RestoreSettings settings,
            InstantSource clock,
            BackgroundRemoval removal) {
        return new PreviousStates(
                bundles,
                (bundle, work) -> restores.exclusively(bundle, () -> {
                    work.run();
                    return bundle;
                }),
                settings.keepPrevious(),
                clock,
                removal);
    }

    @Bean
    ExchangeRecovery exchangeRecovery(Bundles bundles, BackgroundRemoval removal) {
        return new ExchangeRecovery(bundles, removal);
    }

    @Bean
    ExchangeProbe exchangeProbe() {
        return new ExchangeProbe();
    }

    @Bean
    StartStep exchangeCompletion(ExchangeRecovery recovery) {
        return new StartStep(-1, recovery::completeExchanges);
    }

    /** After the sessions, which hold their bundles from there on, and before the web server. */
    @Bean
    StartStep orphanRemoval(ExchangeRecovery recovery, PreviousStates previous) {
        return new StartStep(1, () -> recovery.removeOrphans(previous));
    }

    @Bean
    RestoreTools restoreTools(
            PreviousStates previous,
            ExtensionRunner extensions,
            Uploads uploads,
            Generations generations,
            StoredSnapshots snapshots,
            RestoreSessions restores,
            Workers workers,
            BackgroundRemoval removal,
            UploadLimits limits,
            RestoreSettings settings) {
        var tars = new TarLimits(limits.uploadEntries(), Long.MAX_VALUE);
        return new RestoreTools(
                previous,
                extensions,
                new TreeTools(
                        uploads, generations, snapshots, restores, workers, removal, tars, settings.allowSetId()));
    }

    @Bean
    RestoreWork restoreWork(RestoreTools tools, Bundles bundles, BackgroundRemoval removal) {
        return new RestoreWork(tools, bundles, removal);
    }
}
