package io.bundlebackup.vault.keeping;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.vault.Vault;
import io.bundlebackup.vault.Vaults;
import io.bundlebackup.vault.retention.DatedSnapshot;
import io.bundlebackup.vault.retention.Retention;
import io.bundlebackup.vault.retention.RetentionDecision;
import io.bundlebackup.vault.retention.RetentionMoment;
import io.bundlebackup.vault.retention.RetentionPolicy;
import io.bundlebackup.vault.retention.RetentionRules;
import io.bundlebackup.vault.run.RetentionStep;
import io.bundlebackup.vault.run.Run;
import io.bundlebackup.vault.run.RunFilter;
import io.bundlebackup.vault.run.RunKind;
import io.bundlebackup.vault.run.RunState;
import io.bundlebackup.vault.run.Runs;
import io.bundlebackup.vault.schedule.Schedule;
import io.bundlebackup.vault.schedule.Schedules;
import io.bundlebackup.vault.snapshot.BundleSummary;
import io.bundlebackup.vault.snapshot.SnapshotCatalog;
import io.bundlebackup.vault.snapshot.SnapshotFilter;
import io.bundlebackup.vault.snapshot.VaultSnapshot;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which snapshots of a bundle in a vault stay, by the rules of its schedules. Snapshots that the program restic has made are neither counted
 * nor removed. Thread-safe.
 */
public final class SnapshotKeeping implements RetentionStep {
    private static final Logger log = LoggerFactory.getLogger(SnapshotKeeping.class);

    private static final int RUNS_LOOKED_AT = 10;

    private final SnapshotCatalog catalog;
    private final Schedules schedules;
    private final Runs runs;
    private final InstantSource clock;

    SnapshotKeeping(SnapshotCatalog catalog, Schedules schedules, Runs runs, InstantSource clock) {
        this.catalog = catalog;
        this.schedules = schedules;
        this.runs = runs;
        this.clock = clock;
    }

    /** What the rules of the schedules say of all snapshots of a bundle that are not deleted. */
    public RetentionDecision decide(Vault vault, String bundle) {
        return decide(vault, bundle, schedules.policies(vault.name(), bundle));
    }

    /** What other rules would say, in the time zone of the bundle's first schedule. */
    public RetentionDecision simulate(Vault vault, String bundle, RetentionRules rules) {
        ZoneId zone = schedules.policies(vault.name(), bundle).stream()
                .findFirst()
                .map(RetentionPolicy::zone)
                .orElse(ZoneOffset.UTC);
        return decide(vault, bundle, List.of(new RetentionPolicy(rules, zone)));
    }

    private RetentionDecision decide(Vault vault, String bundle, List<RetentionPolicy> policies) {
        var present = new SnapshotFilter(bundle, null, null, null, null, false);
        var snapshots = catalog.page(vault, present, 0, Integer.MAX_VALUE).stream()
                .filter(snapshot -> snapshot.figures().runId() != null)
                .map(SnapshotKeeping::dated)
                .toList();
        return new Retention(policies, vault.declared().minKeep()).decide(snapshots, moment(vault, bundle));
    }

    /** Why the clock is not to be trusted, so that no rule removes anything, by the names of the bundles of which this is so. */
    public Map<String, String> suspended(Vault vault, Collection<BundleSummary> bundles) {
        var last = runs.past().lastBegan(vault.name());
        var now = clock.instant();
        var suspended = new HashMap<String, String>();
        for (var each : bundles) {
            moment(vault, each.bundleName(), now, last.get(each.bundleName()))
                    .doubt(each.newestOfRun())
                    .ifPresent(why -> suspended.put(each.bundleName(), why));
        }
        return suspended;
    }

    private static DatedSnapshot dated(VaultSnapshot snapshot) {
        return new DatedSnapshot(
                snapshot.snapshotId(),
                snapshot.takenAt(),
                snapshot.complete(),
                snapshot.marks().pinned());
    }

    private RetentionMoment moment(Vault vault, String bundle) {
        var ended = new RunFilter(vault.name(), RunKind.BACKUP, RunState.ENDED, bundle);
        var last = runs.page(ended, Long.MAX_VALUE, RUNS_LOOKED_AT).stream()
                .map(run -> run.times().beganAt())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        return moment(vault, bundle, clock.instant(), last);
    }

    private RetentionMoment moment(Vault vault, String bundle, Instant now, @Nullable Instant last) {
        return new RetentionMoment(now, last, last == null ? null : expected(vault, bundle, last));
    }

    private @Nullable Instant expected(Vault vault, String bundle, Instant last) {
        return schedules.of(vault.name(), bundle).stream()
                .flatMap(schedule -> schedule.next(last).stream())
                .map(Schedule.Moment::at)
                .min(Instant::compareTo)
                .orElse(null);
    }

    @Override
    public Report apply(Vault vault, Run run) {
        var bundle = run.request().bundleName();
        var decision = decide(vault, bundle);
        decision.suspended()
                .ifPresent(
                        why -> log.warn("Retention of {} in the vault {} is suspended. {}", bundle, vault.name(), why));
        var goneAt = clock.instant().plus(vault.declared().deleteDelay());
        for (var snapshot : decision.remove()) {
            // A caller may pin the snapshot at this moment.
            catalog.mark(vault, snapshot.id(), marks -> marks.pinned() || marks.deleted() ? marks : marks.gone(goneAt));
        }
        if (!decision.remove().isEmpty()) {
            log.info(
                    "Retention of {} in the vault {} deleted snapshots: {}. They can be taken back until {}.",
                    bundle,
                    vault.name(),
                    decision.remove().size(),
                    goneAt);
        }
        return new Report(decision.keep().size(), decision.remove().size(), decision.suspended());
    }

    /**
     * Since when a bundle is overdue: the run that was due after its newest complete snapshot has brought none when the next one is due. Without
     * a complete snapshot, the first run that a schedule ordered counts.
     *
     * @param newestComplete when that snapshot was taken; null if there is none
     */
    public Optional<Instant> overdueSince(Vault vault, String bundle, @Nullable Instant newestComplete) {
        return Overdue.since(
                schedules.of(vault.name(), bundle),
                newestComplete,
                () -> runs.past().firstScheduled(vault.name(), bundle),
                clock.instant());
    }

    /** All bundles that schedules back up, as far as their snapshots are known: no vault has to be there. */
    List<OverdueBundles.Standing> standings(Vaults vaults, Bundles bundles) {
        var present = bundles.all().stream()
                .filter(bundle -> bundle.refusal() == null)
                .map(Bundle::name)
                .toList();
        var found = new ArrayList<OverdueBundles.Standing>();
        for (var vault : vaults.all()) {
            var names = new TreeSet<>(present);
            names.addAll(catalog.knownBundles(vault));
            for (var name : names) {
                if (!schedules.of(vault.name(), name).isEmpty()) {
                    var newest = catalog.knownNewestComplete(vault, name)
                            .map(VaultSnapshot::takenAt)
                            .orElse(null);
                    var since = overdueSince(vault, name, newest).orElse(null);
                    found.add(new OverdueBundles.Standing(vault.name(), name, newest, since));
                }
            }
        }
        return found;
    }

    /** When a bundle is backed up next. */
    public Optional<Instant> nextRun(Vault vault, String bundle) {
        return schedules.nextRun(vault.name(), bundle);
    }
}
