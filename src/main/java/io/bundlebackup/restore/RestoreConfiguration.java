package io.bundlebackup.restore;

import io.bundlebackup.archive.tar.TarLimits;
import io.bundlebackup.archive.tree.Workers;
import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.bundle.command.ExtensionRunner;
import io.bundlebackup.restore.exchange.ExchangeProbe;
import io.bundlebackup.restore.exchange.ExchangeRecovery;
import io.bundlebackup.restore.exchange.OrphanedStates;
import io.bundlebackup.restore.exchange.PreviousStates;
import io.bundlebackup.restore.exchange.Sweeper;
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
    Sweeper sweeper() {
        return new Sweeper();
    }

    @Bean
    PreviousStates previousStates(
            Bundles bundles, RestoreSessions restores, RestoreSettings settings, InstantSource clock, Sweeper sweeper) {
        return new PreviousStates(
                bundles,
                (bundle, work) -> restores.exclusively(bundle, () -> {
                    work.run();
                    return bundle;
                }),
                settings.keepPrevious(),
                clock,
                sweeper);
    }

    @Bean
    ExchangeRecovery exchangeRecovery(Bundles bundles, Sweeper sweeper) {
        return new ExchangeRecovery(bundles, sweeper);
    }

    @Bean
    ExchangeProbe exchangeProbe() {
        return new ExchangeProbe();
    }

    @Bean
    OrphanedStates leftStates(Bundles bundles, PreviousStates previous, ExchangeRecovery recovery, Sweeper sweeper) {
        return new OrphanedStates(bundles, previous, recovery, sweeper);
    }

    @Bean
    RestoreTools restoreTools(
            PreviousStates previous,
            ExtensionRunner extensions,
            Uploads uploads,
            Generations generations,
            RestoreSessions restores,
            Workers workers,
            Sweeper sweeper,
            UploadLimits limits,
            RestoreSettings settings) {
        var tars = new TarLimits(limits.uploadEntries(), Long.MAX_VALUE);
        return new RestoreTools(
                previous,
                extensions,
                new TreeTools(uploads, generations, restores, workers, sweeper, tars, settings.allowSetId()));
    }

    @Bean
    RestoreWork restoreWork(RestoreTools tools, Bundles bundles, Sweeper sweeper) {
        return new RestoreWork(tools, bundles, sweeper);
    }
}
