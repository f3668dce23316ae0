package io.bundlebackup.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackupIntervalTests {
    private static final Instant LAST = Instant.parse("2026-01-31T09:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "P1D,2026-02-01T09:00:00Z",
        "P1W,2026-02-07T09:00:00Z",
        "P1M,2026-02-28T09:00:00Z",
        "P1Y,2027-01-31T09:00:00Z",
        "PT12H,2026-01-31T21:00:00Z",
        "PT90M,2026-01-31T10:30:00Z",
        "PT1S,2026-01-31T09:00:01Z",
        "P1DT6H30M,2026-02-01T15:30:00Z",
        "P0DT1H,2026-01-31T10:00:00Z"
    })
    void isOverdueAfterItNotAtIt(String text, Instant due) {
        var interval = BackupInterval.parse(text).orElseThrow();

        assertThat(interval.text()).isEqualTo(text);
        assertThat(interval.isOverdue(Optional.of(LAST), due)).isFalse();
        assertThat(interval.isOverdue(Optional.of(LAST), due.plusMillis(1))).isTrue();
    }

    @Test
    void isOverdueWithoutABackup() {
        assertThat(BackupInterval.parse("P9999Y").orElseThrow().isOverdue(Optional.empty(), LAST))
                .isTrue();
    }

    @Test
    void isNeverOverdueWhenTheClockWasSetBack() {
        assertThat(BackupInterval.parse("PT1S").orElseThrow().isOverdue(Optional.of(LAST), LAST.minusSeconds(99)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "P", "PT", "P1DT", "1D", "P1", "p1d", "P-1D", "-P1D", "P1H", "PT1D", "P1.5D", "P0D", "PT0S", "P1D ",
                "P1M1Y", "P99999Y", "P1D/P2D", "daily"
            })
    void refusesInvalidAndEmptyDurations(String text) {
        assertThat(BackupInterval.parse(text)).isEmpty();
    }
}
