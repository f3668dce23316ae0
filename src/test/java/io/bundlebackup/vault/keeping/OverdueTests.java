package io.bundlebackup.vault.keeping;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.vault.schedule.Schedule;
import io.bundlebackup.vault.schedule.ScheduleText;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OverdueTests {
    private static final Schedule NIGHTLY = nightly(false);

    private static Schedule nightly(boolean paused) {
        return Schedule.of(new ScheduleText(
                "nightly", "main", null, "0 30 2 * * *", "UTC", null, null, null, null, null, null, paused));
    }

    private static Optional<Instant> since(
            List<Schedule> schedules, @Nullable String newest, @Nullable String first, String now) {
        return Overdue.since(
                schedules,
                newest == null ? null : Instant.parse(newest),
                () -> Optional.ofNullable(first).map(Instant::parse),
                Instant.parse(now));
    }

    @Test
    void aRunThatBroughtNoSnapshotMakesABundleOverdueWhenTheNextOneIsDue() {
        var newest = "2026-06-01T02:31:00Z";

        assertThat(since(List.of(NIGHTLY), newest, null, "2026-06-03T02:30:00Z"))
                .isEmpty();
        assertThat(since(List.of(NIGHTLY), newest, null, "2026-06-03T02:30:01Z"))
                .contains(Instant.parse("2026-06-02T02:30:00Z"));
    }

    @Test
    void withoutASnapshotTheFirstPlannedRunCounts() {
        var first = "2026-06-01T02:30:00.500Z";

        assertThat(since(List.of(NIGHTLY), null, null, "2026-06-09T00:00:00Z")).isEmpty();
        assertThat(since(List.of(NIGHTLY), null, first, "2026-06-02T02:30:00Z")).isEmpty();
        assertThat(since(List.of(NIGHTLY), null, first, "2026-06-02T02:30:01Z")).contains(Instant.parse(first));
    }

    @Test
    void withoutAScheduleThatRunsNothingIsOverdue() {
        var newest = "2026-01-01T00:00:00Z";

        assertThat(since(List.of(), newest, newest, "2026-06-02T02:30:01Z")).isEmpty();
        assertThat(since(List.of(nightly(true)), newest, newest, "2026-06-02T02:30:01Z"))
                .isEmpty();
        assertThat(since(List.of(nightly(true)), null, newest, "2026-06-02T02:30:01Z"))
                .isEmpty();
    }
}
