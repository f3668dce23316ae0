package io.bundlebackup.vault.keeping;

import io.bundlebackup.vault.run.Runs;
import io.bundlebackup.vault.schedule.Schedules;
import io.bundlebackup.vault.snapshot.SnapshotCatalog;
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
}
