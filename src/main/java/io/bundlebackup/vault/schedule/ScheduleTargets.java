package io.bundlebackup.vault.schedule;

import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.vault.Vaults;
import java.time.InstantSource;

/** What schedules speak of: vaults, bundles, and the wall clock. */
record ScheduleTargets(Vaults vaults, Bundles bundles, InstantSource clock) {}
