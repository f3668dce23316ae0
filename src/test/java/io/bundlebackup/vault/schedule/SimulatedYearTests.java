package io.bundlebackup.vault.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.vault.retention.DatedSnapshot;
import io.bundlebackup.vault.retention.KeepReason;
import io.bundlebackup.vault.retention.KeptSnapshot;
import io.bundlebackup.vault.retention.Retention;
import io.bundlebackup.vault.retention.RetentionDecision;
import io.bundlebackup.vault.retention.RetentionMoment;
import io.bundlebackup.vault.retention.RetentionRules;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A year of a nightly schedule in Berlin, in steps of ten minutes: leap day, daylight saving both ways, a week of downtime, a clock that is
 * set back by two days, and later by two hours just after a run. Cron, missed runs and retention together.
 */
class SimulatedYearTests {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Duration STEP = Duration.ofMinutes(10);
    private static final RetentionRules RULES = new RetentionRules(3, null, 7, 5, 12, 2, null);

    private final Timetable table = new Timetable();
    private final Schedule nightly =
            Schedule.of(TestSchedules.text("nightly", "0 30 2 * * *", "Europe/Berlin", MissedRuns.RUN, RULES));
    private final Retention retention = new Retention(List.of(nightly.policy()), 2);

    private final List<DatedSnapshot> snapshots = new ArrayList<>();
    private final List<String> runs = new ArrayList<>();
    private final List<String> suspended = new ArrayList<>();
    private Instant wall = Instant.parse("2027-12-01T11:00:00Z");
    private @Nullable Instant lastRun;
    private RetentionDecision decision = retention.decide(List.of(), new RetentionMoment(wall, null, null));

    @Test
    void keepsExactlyWhatTheTableSays() {
        table.put(nightly, wall);

        runUntil("2028-06-10T10:00:00Z");
        wall = Instant.parse("2028-06-17T10:00:00Z");
        runUntil("2028-06-18T10:00:00Z");
        assertThat(kept())
                .containsExactly(
                        "2028-06-18T02:30 last daily weekly monthly yearly",
                        "2028-06-17T12:00 last daily",
                        "2028-06-10T02:30 last daily weekly",
                        "2028-06-09T02:30 daily",
                        "2028-06-08T02:30 daily",
                        "2028-06-07T02:30 daily",
                        "2028-06-06T02:30 daily",
                        "2028-06-04T02:30 weekly",
                        "2028-05-31T02:30 monthly",
                        "2028-05-28T02:30 weekly",
                        "2028-05-21T02:30 weekly",
                        "2028-04-30T02:30 monthly",
                        "2028-03-31T02:30 monthly",
                        "2028-02-29T02:30 monthly",
                        "2028-01-31T02:30 monthly",
                        "2027-12-31T02:30 monthly yearly");

        runUntil("2028-09-05T10:00:00Z");
        wall = Instant.parse("2028-09-03T10:00:00Z");
        runUntil("2028-10-10T00:40:00Z");
        wall = Instant.parse("2028-10-09T22:40:00Z");
        runUntil("2028-12-01T11:00:00Z");
        assertThat(kept())
                .containsExactly(
                        "2028-12-01T02:30 last daily weekly monthly yearly",
                        "2028-11-30T02:30 last daily monthly",
                        "2028-11-29T02:30 last daily",
                        "2028-11-28T02:30 daily",
                        "2028-11-27T02:30 daily",
                        "2028-11-26T02:30 daily weekly",
                        "2028-11-25T02:30 daily",
                        "2028-11-19T02:30 weekly",
                        "2028-11-12T02:30 weekly",
                        "2028-11-05T02:30 weekly",
                        "2028-10-31T02:30 monthly",
                        "2028-09-30T02:30 monthly",
                        "2028-08-31T02:30 monthly",
                        "2028-07-31T02:30 monthly",
                        "2028-06-30T02:30 monthly",
                        "2028-05-31T02:30 monthly",
                        "2028-04-30T02:30 monthly",
                        "2028-03-31T02:30 monthly",
                        "2028-02-29T02:30 monthly",
                        "2028-01-31T02:30 monthly",
                        "2027-12-31T02:30 yearly");
        // While the clock is behind the newest snapshot, nothing is removed.
        assertThat(suspended).containsExactly("2028-09-04T00:30:00Z");
        assertRunsOncePerNight();
    }

    private void assertRunsOncePerNight() {
        assertThat(runs)
                .containsSubsequence("2028-02-28T01:30:00Z", "2028-02-29T01:30:00Z", "2028-03-01T01:30:00Z")
                // 02:30 does not exist on 26 March, and comes twice on 29 October.
                .containsSubsequence("2028-03-25T01:30:00Z", "2028-03-26T01:00:00Z", "2028-03-27T00:30:00Z")
                .containsSubsequence("2028-10-28T00:30:00Z", "2028-10-29T00:30:00Z", "2028-10-30T01:30:00Z")
                .containsSubsequence("2028-06-10T00:30:00Z", "2028-06-17T10:00:00Z", "2028-06-18T00:30:00Z")
                .containsSubsequence("2028-09-05T00:30:00Z", "2028-09-04T00:30:00Z", "2028-09-05T00:30:00Z");
        // 366 nights, without seven of the downtime, with the one run for them and two nights that the clock repeated.
        assertThat(runs).hasSize(366 - 7 + 1 + 2);
        assertThat(runs).filteredOn(run -> run.startsWith("2028-10-10")).hasSize(1);
    }

    private void runUntil(String end) {
        for (; wall.isBefore(Instant.parse(end)); wall = wall.plus(STEP)) {
            for (var due : table.due(wall)) {
                if (due.run()) {
                    backUp();
                }
                table.done(due);
            }
        }
    }

    private void backUp() {
        runs.add(wall.toString());
        snapshots.add(new DatedSnapshot(UUID.randomUUID(), wall, true, false));
        var expected =
                lastRun == null ? null : nightly.next(lastRun).orElseThrow().at();
        decision = retention.decide(snapshots, new RetentionMoment(wall, lastRun, expected));
        decision.suspended().ifPresent(_ -> suspended.add(wall.toString()));
        snapshots.removeAll(decision.remove());
        lastRun = wall;
    }

    private List<String> kept() {
        return decision.keep().stream().map(SimulatedYearTests::line).toList();
    }

    private static String line(KeptSnapshot kept) {
        return kept.snapshot().takenAt().atZone(BERLIN).toLocalDateTime() + " "
                + kept.by().stream()
                        .filter(reason -> reason.compareTo(KeepReason.PINNED) < 0)
                        .map(KeepReason::wireName)
                        .collect(Collectors.joining(" "));
    }
}
