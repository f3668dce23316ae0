package io.bundlebackup.vault.schedule;

import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.session.store.DatabaseWrites;
import io.bundlebackup.session.store.SessionStore;
import io.bundlebackup.vault.Vaults;
import io.bundlebackup.vault.run.Run;
import io.bundlebackup.vault.run.Runs;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the schedules together. */
@Configuration(proxyBeanMethods = false)
class ScheduleConfiguration {
    @Bean
    Timetable timetable() {
        return new Timetable();
    }

    @Bean
    ScheduleTargets scheduleTargets(Vaults vaults, Bundles bundles, InstantSource clock) {
        return new ScheduleTargets(vaults, bundles, clock);
    }

    @Bean
    Schedules schedules(
            ScheduleSettings settings,
            DatabaseWrites writes,
            SessionStore store,
            Timetable table,
            ScheduleTargets targets) {
        return new Schedules(settings, new ScheduleRows(writes, store.readers), table, targets);
    }

    @Bean
    ScheduleRunner scheduleRunner(Schedules schedules, Timetable table, ScheduleTargets targets, Runs runs) {
        return new ScheduleRunner(
                schedules,
                table,
                targets,
                requests -> runs.order(requests).stream().map(Run::id).toList());
    }
}
