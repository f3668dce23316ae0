package io.bundlebackup.vault.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which snapshots of one repository stay. Whatever the rules say, these stay: pinned ones, the newest complete one, the newest
 * {@code minKeep} complete ones, and all while the clock is not to be trusted. Only complete snapshots count for a rule; an incomplete one
 * goes once the first complete one after it has been kept for seven days. Immutable, and without side effects.
 *
 * @param policies those of all schedules that back the bundle up into this vault; a snapshot stays if one of them keeps it, and without a
 *     policy, or with one that has no rule, everything stays
 * @param minKeep how many of the newest complete snapshots stay in any case
 */
public record Retention(List<RetentionPolicy> policies, int minKeep) {
    /** For how long an incomplete snapshot stays beside a newer complete one. */
    static final Duration BESIDE_A_COMPLETE_ONE = Duration.ofDays(7);

    public Retention {
        policies = List.copyOf(policies);
    }

    /**
     * Decides for all snapshots of a repository.
     *
     * @param snapshots those that are not deleted, in any order
     */
    public RetentionDecision decide(Collection<DatedSnapshot> snapshots, RetentionMoment moment) {
        var newestFirst = snapshots.stream().sorted(DatedSnapshot.NEWEST_FIRST).toList();
        var reasons = reasons(newestFirst, moment.now());
        var doubt = moment.doubt(
                newestFirst.isEmpty() ? null : newestFirst.getFirst().takenAt());
        List<KeptSnapshot> keep = new ArrayList<>();
        List<DatedSnapshot> remove = new ArrayList<>();
        for (var snapshot : newestFirst) {
            var by = reasons.of(snapshot);
            if (by.isEmpty() && doubt.isPresent()) {
                by = EnumSet.of(KeepReason.SUSPENDED);
            }
            if (by.isEmpty()) {
                remove.add(snapshot);
            } else {
                keep.add(new KeptSnapshot(snapshot, List.copyOf(by)));
            }
        }
        return new RetentionDecision(List.copyOf(keep), List.copyOf(remove), doubt);
    }

    private Reasons reasons(List<DatedSnapshot> newestFirst, Instant now) {
        var reasons = new Reasons();
        var complete = newestFirst.stream().filter(DatedSnapshot::complete).toList();
        if (policies.isEmpty()
                || policies.stream().anyMatch(policy -> policy.rules().keepsEverything())) {
            reasons.add(newestFirst, KeepReason.NO_RULE);
        }
        policies.forEach(policy -> policy.keep(complete).forEach(reasons::add));
        reasons.add(newestFirst.stream().filter(DatedSnapshot::pinned).toList(), KeepReason.PINNED);
        reasons.add(complete.stream().limit(1).toList(), KeepReason.NEWEST_COMPLETE);
        reasons.add(complete.stream().limit(minKeep).toList(), KeepReason.MIN_KEEP);
        keepIncomplete(newestFirst, now, reasons);
        return reasons;
    }

    private static void keepIncomplete(List<DatedSnapshot> newestFirst, Instant now, Reasons reasons) {
        @Nullable DatedSnapshot next = null;
        for (var snapshot : newestFirst) {
            if (snapshot.complete()) {
                next = snapshot;
            } else if (next == null) {
                reasons.add(List.of(snapshot), KeepReason.INCOMPLETE);
            } else if (!snapshot.pinned()
                    && next.takenAt().plus(BESIDE_A_COMPLETE_ONE).isAfter(now)) {
                reasons.add(List.of(snapshot), KeepReason.INCOMPLETE);
                reasons.add(List.of(next), KeepReason.AFTER_INCOMPLETE);
            }
        }
    }

    /** The reasons that are found for each snapshot. */
    private static final class Reasons {
        private final Map<DatedSnapshot, Set<KeepReason>> found = new HashMap<>();

        void add(Collection<DatedSnapshot> snapshots, KeepReason reason) {
            snapshots.forEach(snapshot -> of(snapshot).add(reason));
        }

        void add(DatedSnapshot snapshot, Set<KeepReason> reasons) {
            of(snapshot).addAll(reasons);
        }

        Set<KeepReason> of(DatedSnapshot snapshot) {
            return found.computeIfAbsent(snapshot, _ -> EnumSet.noneOf(KeepReason.class));
        }
    }
}
