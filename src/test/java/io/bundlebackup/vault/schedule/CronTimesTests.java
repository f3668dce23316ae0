package io.bundlebackup.vault.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTimesTests {
    @ParameterizedTest
    @CsvSource({
        // 02:30 does not exist on 29 March: the run is due when 02:00 becomes 03:00.
        "0 30 2 * * *,Europe/Berlin,2026-03-27T12:00:00Z,2026-03-28T01:30:00Z 2026-03-29T01:00:00Z 2026-03-30T00:30:00Z",
        // Two runs in the skipped hour are due at one moment, which is one run; so is one at 03:00.
        "0 0/20 2-3 * * *,Europe/Berlin,2026-03-29T00:00:00Z,2026-03-29T01:00:00Z 2026-03-29T01:20:00Z 2026-03-29T01:40:00Z 2026-03-30T00:00:00Z",
        "'0 0 2,3 * * *',Europe/Berlin,2026-03-28T12:00:00Z,2026-03-29T01:00:00Z 2026-03-30T00:00:00Z",
        "0 0 */2 * * *,Europe/Berlin,2026-03-28T22:00:00Z,2026-03-28T23:00:00Z 2026-03-29T01:00:00Z 2026-03-29T02:00:00Z",
        // 02:30 comes twice on 25 October: the run is due at the first.
        "0 30 2 * * *,Europe/Berlin,2026-10-23T12:00:00Z,2026-10-24T00:30:00Z 2026-10-25T00:30:00Z 2026-10-26T01:30:00Z",
        "0 30 2 * * *,Europe/Berlin,2026-10-25T00:45:00Z,2026-10-26T01:30:00Z",
        "0 30 2 * * *,Europe/Berlin,2026-10-25T01:15:00Z,2026-10-26T01:30:00Z",
        "0 0 3 * * *,Europe/Berlin,2026-10-25T00:45:00Z,2026-10-25T02:00:00Z",
        "0 0 2 * * *,Europe/Berlin,2026-10-24T23:59:59Z,2026-10-25T00:00:00Z 2026-10-26T01:00:00Z",
        "0 0 1-3 * * *,Europe/Berlin,2026-10-24T22:00:00Z,2026-10-24T23:00:00Z 2026-10-25T00:00:00Z 2026-10-25T02:00:00Z",
        // A run in every hour follows the time that passes.
        "0 0 * * * *,Europe/Berlin,2026-03-29T00:00:00Z,2026-03-29T01:00:00Z 2026-03-29T02:00:00Z",
        "0 */30 * * * *,Europe/Berlin,2026-10-24T23:45:00Z,2026-10-25T00:00:00Z 2026-10-25T00:30:00Z 2026-10-25T01:00:00Z 2026-10-25T01:30:00Z 2026-10-25T02:00:00Z",
        "@hourly,Europe/Berlin,2026-10-25T00:00:00Z,2026-10-25T01:00:00Z 2026-10-25T02:00:00Z",
        // Half an hour of daylight saving; a day that does not exist; the other hemisphere; midnight that does not
        // exist.
        "0 15 2 * * *,Australia/Lord_Howe,2026-10-02T16:00:00Z,2026-10-03T15:30:00Z 2026-10-04T15:15:00Z",
        "0 30 2 * * *,Pacific/Apia,2011-12-29T00:00:00Z,2011-12-29T12:30:00Z 2011-12-30T10:00:00Z 2011-12-30T12:30:00Z",
        "0 0 0 * * *,Africa/Cairo,2026-04-23T00:00:00Z,2026-04-23T22:00:00Z 2026-04-24T21:00:00Z",
        // Leap days, and the last day of months.
        "0 0 12 29 2 *,UTC,2096-02-29T12:00:00Z,2104-02-29T12:00:00Z",
        "0 0 0 29 2 MON,UTC,2026-01-01T00:00:00Z,2044-02-29T00:00:00Z",
        "0 0 1 L * *,Europe/Berlin,2028-02-01T00:00:00Z,2028-02-29T00:00:00Z 2028-03-30T23:00:00Z",
        "0 0 3 * * SUN#1,Asia/Kolkata,2026-11-27T00:00:00Z,2026-12-05T21:30:00Z 2027-01-02T21:30:00Z",
        "* * * * * *,UTC,2026-01-01T00:00:00.5Z,2026-01-01T00:00:01Z 2026-01-01T00:00:02Z"
    })
    void neitherSkipsNorDoubles(String cron, String zone, Instant after, String expected) {
        var times = new CronTimes(cron, ZoneId.of(zone));
        List<String> found = new ArrayList<>();
        for (var moment = after; found.size() < expected.split(" ").length; ) {
            moment = times.next(moment).orElseThrow();
            found.add(moment.toString());
        }

        assertThat(String.join(" ", found)).isEqualTo(expected);
    }

    /** Each local day has one moment, and any moment in between leads to the same next one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Europe/Berlin",
                "America/Sao_Paulo",
                "Australia/Lord_Howe",
                "Africa/Casablanca",
                "UTC",
                "Asia/Gaza"
            })
    void aNightlyRunIsDueOnceEveryDay(String name) {
        var zone = ZoneId.of(name);
        for (var cron : List.of("0 30 2 * * *", "0 0 0 * * *", "0 30 1 * * *", "0 0 3 * * *")) {
            var times = new CronTimes(cron, zone);
            var moment = Instant.parse("2015-01-01T12:00:00Z");
            for (int day = 0; day < 800; day++) {
                var next = times.next(moment).orElseThrow();
                var days = next.atZone(zone).toLocalDate().toEpochDay()
                        - moment.atZone(zone).toLocalDate().toEpochDay();
                assertThat(days).as("%s in %s after %s", cron, zone, moment).isOne();
                for (var between = moment; between.isBefore(next); between = between.plusSeconds(5000)) {
                    assertThat(times.next(between))
                            .as("%s in %s after %s", cron, zone, between)
                            .contains(next);
                }
                moment = next;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 0 0 30 2 *", "0 0 0 31 4 *", "0 0 0 31 2,4,6,9,11 *"})
    void knowsThatAnExpressionNeverFires(String cron) {
        assertThat(new CronTimes(cron, ZoneId.of("Europe/Berlin")).next(Instant.parse("2026-01-01T00:00:00Z")))
                .isEmpty();
    }

    @Test
    void saysWhatIsWrongWithAnExpression() {
        assertThatThrownBy(() -> new CronTimes("0 61 * * * *", ZoneId.of("UTC")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("61");
    }
}
