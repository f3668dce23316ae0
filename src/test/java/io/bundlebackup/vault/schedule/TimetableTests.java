package io.bundlebackup.vault.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimetableTests {
    private static final Instant START = Instant.parse("2026-11-27T18:00:00Z");

    private final Timetable table = new Timetable();
    private final List<String> runs = new ArrayList<>();

    @Test
    void aRunIsDueOnceAtItsTime() {
        table.put(TestSchedules.nightly(MissedRuns.RUN), START);

        at("2026-11-28T01:29:59Z", "2026-11-28T01:30:00Z", "2026-11-28T01:30:01Z", "2026-11-29T01:30:00Z");

        assertThat(runs).containsExactly("2026-11-28T01:30:00Z nightly", "2026-11-29T01:30:00Z nightly");
        assertThat(table.nextRun("nightly", Instant.parse("2026-11-29T12:00:00Z")))
                .contains(Instant.parse("2026-11-30T01:30:00Z"));
    }

    @Test
    void isDueAgainUntilItIsDone() {
        table.put(TestSchedules.nightly(MissedRuns.RUN), START);
        var moment = Instant.parse("2026-11-28T01:30:00Z");

        assertThat(table.due(moment)).hasSize(1);
        assertThat(table.due(moment.plusSeconds(1))).hasSize(1);
        table.done(table.due(moment).getFirst());
        assertThat(table.due(moment.plusSeconds(2))).isEmpty();
    }

    @Test
    void aWeekOfDowntimeIsOneRunWhenTheServiceIsBack() {
        table.put(TestSchedules.nightly(MissedRuns.RUN), START);

        at("2026-12-05T10:00:00Z", "2026-12-05T10:00:10Z", "2026-12-06T01:30:00Z");

        assertThat(runs).containsExactly("2026-12-05T10:00:00Z nightly missed", "2026-12-06T01:30:00Z nightly");
    }

    @Test
    void aScheduleThatSkipsMissedRunsWaitsForTheNextOne() {
        table.put(TestSchedules.nightly(MissedRuns.SKIP), START);

        at("2026-12-05T10:00:00Z", "2026-12-06T01:34:59Z", "2026-12-07T01:35:01Z");

        assertThat(runs).containsExactly("2026-12-06T01:34:59Z nightly");
    }

    @Test
    void aPausedScheduleMissesNothing() {
        var text = TestSchedules.text("nightly", "0 30 2 * * *");
        table.put(Schedule.of(TestSchedules.paused(text, true)), START);
        at("2026-11-28T02:30:00Z", "2026-11-29T02:30:00Z");
        assertThat(table.nextRun("nightly", START)).isEmpty();

        table.put(Schedule.of(TestSchedules.paused(text, false)), Instant.parse("2026-11-29T02:30:00Z"));
        at("2026-11-29T20:00:00Z", "2026-11-30T02:30:00Z");

        assertThat(runs).containsExactly("2026-11-30T02:30:00Z nightly");
    }

    @Test
    void aClockThatGoesBackDoesNotRepeatARun() {
        table.put(TestSchedules.nightly(MissedRuns.RUN), START);

        at("2026-11-28T01:31:00Z", "2026-11-28T00:00:00Z", "2026-11-28T01:30:00Z", "2026-11-27T10:00:00Z");
        at("2026-11-29T01:30:00Z");

        assertThat(runs).containsExactly("2026-11-28T01:31:00Z nightly", "2026-11-29T01:30:00Z nightly");
    }

    @Test
    void aClockThatWasYearsAheadForAMomentStopsNothing() {
        table.put(TestSchedules.nightly(MissedRuns.RUN), START);

        at("2036-01-01T00:00:00Z", "2026-11-27T18:01:00Z", "2026-11-28T01:30:00Z");

        assertThat(runs).containsExactly("2036-01-01T00:00:00Z nightly missed", "2026-11-28T01:30:00Z nightly");
    }

    @Test
    void manyMissedRunsOfAFrequentScheduleAreCountedAtOnce() {
        table.put(Schedule.of(TestSchedules.text("often", "* * * * * *")), START);

        at("2036-01-01T00:00:00Z", "2036-01-01T00:00:00.5Z", "2036-01-01T00:00:01Z");

        assertThat(runs).containsExactly("2036-01-01T00:00:00Z often", "2036-01-01T00:00:01Z often");
    }

    @Test
    void whatIsNoLongerThereIsNotDone() {
        table.put(TestSchedules.nightly(MissedRuns.RUN), START);
        var due = table.due(Instant.parse("2026-11-28T01:30:00Z"));
        table.put(TestSchedules.nightly(MissedRuns.RUN), START);

        table.done(due.getFirst());
        assertThat(table.due(Instant.parse("2026-11-28T01:30:00Z"))).hasSize(1);

        table.remove("nightly");
        table.done(due.getFirst());
        assertThat(table.due(Instant.parse("2026-11-28T01:30:00Z"))).isEmpty();
        assertThat(table.nextRun("nightly", START)).isEmpty();
    }

    @Test
    void waitsUntilSomethingIsDueOrAScheduleIsPut() throws InterruptedException {
        table.put(TestSchedules.nightly(MissedRuns.RUN), START);
        table.await(Instant.parse("2026-11-28T01:29:59.990Z"), Duration.ofSeconds(30), false);
        table.await(Instant.parse("2026-11-28T05:00:00Z"), Duration.ofMillis(5), true);

        var waiting = Thread.ofVirtual().start(() -> {
            try {
                table.await(START, Duration.ofSeconds(30), false);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        while (waiting.isAlive()) {
            table.put(TestSchedules.nightly(MissedRuns.SKIP), START);
            waiting.join(Duration.ofMillis(1));
        }
    }

    private void at(String... moments) {
        for (var moment : moments) {
            for (var due : table.due(Instant.parse(moment))) {
                if (due.run()) {
                    runs.add(moment + " " + due.schedule() + (due.missed() ? " missed" : ""));
                }
                table.done(due);
            }
        }
    }
}
