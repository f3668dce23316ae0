package io.bundlebackup.vault.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetentionTests {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final RetentionRules LAST_1 = rules(1, null, null, null, null, null, null);

    private final List<DatedSnapshot> snapshots = new ArrayList<>();

    @Test
    void keepsTheNewestOfEachPeriodAndSaysWhy() {
        take("2026-03-31T01:00:00Z", "2026-04-28T01:00:00Z", "2026-04-29T01:00:00Z", "2026-04-30T01:00:00Z");
        take("2026-04-30T23:00:00Z", "2026-05-01T01:00:00Z", "2026-05-01T05:00:00Z");

        var decision = decide(rules(1, null, 3, null, 2, null, null), ZoneOffset.UTC, 0);

        assertThat(kept(decision))
                .containsExactly(
                        "2026-05-01T05:00:00Z last daily monthly newest-complete",
                        "2026-04-30T23:00:00Z daily monthly",
                        "2026-04-29T01:00:00Z daily");
        assertThat(removed(decision))
                .containsExactly(
                        "2026-05-01T01:00:00Z", "2026-04-30T01:00:00Z", "2026-04-28T01:00:00Z", "2026-03-31T01:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        // The same two moments are one day or two, as the zone says.
        "daily,Europe/Berlin,2026-06-30T22:30:00Z,2026-07-01T21:30:00Z,1",
        "daily,UTC,2026-06-30T22:30:00Z,2026-07-01T21:30:00Z,2",
        // Monday 2026-12-28 begins ISO week 53 of 2026, which lasts until Sunday 2027-01-03.
        "weekly,UTC,2026-12-28T00:00:00Z,2027-01-03T23:59:59Z,1",
        "weekly,UTC,2026-12-27T23:59:59Z,2026-12-28T00:00:00Z,2",
        "yearly,UTC,2026-12-28T00:00:00Z,2027-01-03T23:59:59Z,2",
        "monthly,Asia/Tokyo,2026-01-31T14:59:59Z,2026-01-31T15:00:00Z,2",
        "hourly,Asia/Kolkata,2026-01-01T00:29:00Z,2026-01-01T00:31:00Z,2",
        // The hour that daylight saving repeats is two hours.
        "hourly,Europe/Berlin,2026-10-25T00:30:00Z,2026-10-25T01:30:00Z,2",
        "daily,Europe/Berlin,2026-10-24T22:00:00Z,2026-10-25T22:59:59Z,1"
    })
    void countsPeriodsInTheTimeZoneOfTheSchedule(String rule, String zone, String first, String second, int periods) {
        take(first, second);

        var decision = decide(of(rule, 10), ZoneId.of(zone), 0);

        assertThat(decision.keep()).hasSize(periods);
    }

    @Test
    void doesNotCountPeriodsWithoutASnapshot() {
        take("2024-02-29T01:00:00Z", "2025-06-01T01:00:00Z", "2026-11-20T01:00:00Z");

        assertThat(decide(of("daily", 3), ZoneOffset.UTC, 0).remove()).isEmpty();
    }

    @Test
    void keepsWhatIsNotOlderThanADurationBeforeTheNewest() {
        take("2026-01-30T02:00:00Z", "2026-01-31T02:00:00Z", "2026-02-10T02:00:00Z", "2026-02-28T02:00:00Z");

        // By the calendar of the zone, one month before 28 February is 28 January.
        assertThat(removed(decide(within("P1M"), BERLIN, 0))).isEmpty();
        assertThat(removed(decide(within("P28D"), BERLIN, 0))).containsExactly("2026-01-30T02:00:00Z");
        assertThat(kept(decide(within("PT432H"), BERLIN, 0)))
                .containsExactly("2026-02-28T02:00:00Z within newest-complete", "2026-02-10T02:00:00Z within");
    }

    @Test
    void countsOnlyCompleteOnes() {
        take("2026-05-01T01:00:00Z", "2026-05-02T01:00:00Z");
        takeIncomplete("2026-05-03T01:00:00Z", "2026-05-04T01:00:00Z");

        assertThat(kept(decide(of("daily", 2), ZoneOffset.UTC, 0)))
                .containsExactly(
                        "2026-05-04T01:00:00Z incomplete",
                        "2026-05-03T01:00:00Z incomplete",
                        "2026-05-02T01:00:00Z daily newest-complete",
                        "2026-05-01T01:00:00Z daily");
    }

    @Test
    void anIncompleteOneGoesOnceTheNextCompleteOneHasBeenKeptForSevenDays() {
        takeIncomplete("2026-05-01T01:00:00Z");
        take("2026-05-02T01:00:00Z", "2026-05-08T01:00:00Z", "2026-05-09T00:59:59Z");

        assertThat(kept(decide(LAST_1, ZoneOffset.UTC, 0)))
                .containsExactly(
                        "2026-05-09T00:59:59Z last newest-complete",
                        "2026-05-02T01:00:00Z after-incomplete",
                        "2026-05-01T01:00:00Z incomplete");

        take("2026-05-09T01:00:00Z");
        assertThat(kept(decide(LAST_1, ZoneOffset.UTC, 0)))
                .containsExactly("2026-05-09T01:00:00Z last newest-complete");
    }

    @Test
    void pinnedOnesTheNewestCompleteOneAndTheLastMinKeepStayWhateverTheRulesSay() {
        snapshots.add(new DatedSnapshot(UUID.randomUUID(), Instant.parse("2020-01-01T00:00:00Z"), true, true));
        snapshots.add(new DatedSnapshot(UUID.randomUUID(), Instant.parse("2020-01-02T00:00:00Z"), false, true));
        take("2026-05-01T01:00:00Z", "2026-05-02T01:00:00Z", "2026-05-03T01:00:00Z");

        assertThat(kept(decide(LAST_1, ZoneOffset.UTC, 2)))
                .containsExactly(
                        "2026-05-03T01:00:00Z last newest-complete min-keep",
                        "2026-05-02T01:00:00Z min-keep",
                        "2020-01-02T00:00:00Z pinned",
                        "2020-01-01T00:00:00Z pinned");
        assertThat(decide(LAST_1, ZoneOffset.UTC, 0).keptBy(snapshots.getFirst().id()))
                .containsExactly(KeepReason.PINNED);
    }

    @Test
    void keepsEverythingWithoutARule() {
        takeIncomplete("2020-01-01T00:00:00Z");
        take("2020-01-02T00:00:00Z", "2026-05-01T01:00:00Z");

        assertThat(decide(RetentionRules.NONE, ZoneOffset.UTC, 2).remove()).isEmpty();
        assertThat(kept(new Retention(List.of(), 0).decide(snapshots, soon())))
                .containsExactly(
                        "2026-05-01T01:00:00Z newest-complete no-rule",
                        "2020-01-02T00:00:00Z no-rule",
                        "2020-01-01T00:00:00Z no-rule");
    }

    @Test
    void twoSchedulesOfOneBundleKeepWhatEitherKeeps() {
        take("2026-04-15T01:00:00Z", "2026-04-30T23:30:00Z", "2026-05-01T01:00:00Z", "2026-05-02T01:00:00Z");
        var daily = new RetentionPolicy(of("daily", 1), ZoneOffset.UTC);
        var monthly = new RetentionPolicy(of("monthly", 2), BERLIN);

        // In Berlin the snapshot of 30 April 23:30 is one of May.
        assertThat(kept(new Retention(List.of(daily, monthly), 0).decide(snapshots, soon())))
                .containsExactly("2026-05-02T01:00:00Z daily monthly newest-complete", "2026-04-15T01:00:00Z monthly");

        var all = new RetentionPolicy(RetentionRules.NONE, BERLIN);
        assertThat(new Retention(List.of(daily, all), 0)
                        .decide(snapshots, soon())
                        .remove())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // now, last run, due next, what is said
                "2026-05-03T01:00:00Z,2026-05-02T01:00:00Z,2026-05-03T00:30:00Z,-",
                "2026-05-10T01:00:00Z,2026-05-02T01:00:00Z,2026-05-03T00:30:00Z,-",
                "2026-05-02T00:59:30Z,2026-05-02T00:59:40Z,-,-",
                "2026-06-02T01:00:00Z,2026-05-02T01:00:00Z,2026-05-03T00:30:00Z,-",
                "2026-06-02T01:00:01Z,2026-05-02T01:00:00Z,2026-05-03T00:30:00Z,ahead of the last run",
                "2027-06-02T01:00:01Z,-,-,-",
                // A schedule that runs once in three months is no jump of the clock.
                "2026-08-01T03:00:00Z,2026-05-02T01:00:00Z,2026-08-01T02:00:00Z,-",
                "2026-08-03T03:00:00Z,2026-05-02T01:00:00Z,2026-08-01T02:00:00Z,ahead of the last run",
                "2026-05-02T00:00:00Z,-,-,a snapshot is dated 2026-05-02T01:00:00Z",
                "2025-05-02T00:00:00Z,2026-05-02T00:30:00Z,-,a snapshot is dated 2026-05-02T01:00:00Z",
                "2026-05-02T02:00:00Z,2026-05-03T02:00:00Z,-,the last run began at 2026-05-03T02:00:00Z"
            })
    void removesNothingByAClockThatIsNotToBeTrusted(
            Instant now, @Nullable Instant lastRun, @Nullable Instant due, @Nullable String said) {
        take("2026-05-01T01:00:00Z", "2026-05-02T01:00:00Z");

        var decision = new Retention(List.of(new RetentionPolicy(LAST_1, ZoneOffset.UTC)), 0)
                .decide(snapshots, new RetentionMoment(now, lastRun, due));

        if (said == null) {
            assertThat(decision.suspended()).isEmpty();
            assertThat(removed(decision)).containsExactly("2026-05-01T01:00:00Z");
        } else {
            assertThat(decision.suspended().orElseThrow()).contains(said).contains("Nothing is removed");
            assertThat(kept(decision))
                    .containsExactly("2026-05-02T01:00:00Z last newest-complete", "2026-05-01T01:00:00Z suspended");
        }
    }

    @Test
    void anEmptyRepositoryKeepsNothing() {
        assertThat(decide(LAST_1, ZoneOffset.UTC, 2).keep()).isEmpty();
    }

    @Test
    void aBundleThatOnlyEverFailedLosesNothing() {
        takeIncomplete("2025-05-01T01:00:00Z", "2025-06-01T01:00:00Z", "2026-06-01T01:00:00Z");

        assertThat(decide(LAST_1, ZoneOffset.UTC, 2).remove()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"last,0", "hourly,-1", "daily,10001", "weekly,0", "monthly,-2147483648", "yearly,2147483647"})
    void namesTheNumberThatIsNoRule(String member, int number) {
        var fault = of(member, number).fault().orElseThrow();

        assertThat(fault.member()).isEqualTo(member);
        assertThat(fault.detail()).startsWith("must be from 1 to 10000");
    }

    @ParameterizedTest
    @CsvSource({"30 days", "P", "P0D", "-P1D", "PT", "P1.5D", "''"})
    void namesADurationThatIsNone(String within) {
        assertThat(within(within).fault().orElseThrow().member()).isEqualTo("within");
        assertThat(within("P30D").fault()).isEmpty();
    }

    private void take(String... moments) {
        Arrays.stream(moments)
                .forEach(moment ->
                        snapshots.add(new DatedSnapshot(UUID.randomUUID(), Instant.parse(moment), true, false)));
    }

    private void takeIncomplete(String... moments) {
        Arrays.stream(moments)
                .forEach(moment ->
                        snapshots.add(new DatedSnapshot(UUID.randomUUID(), Instant.parse(moment), false, false)));
    }

    private RetentionDecision decide(RetentionRules rules, ZoneId zone, int minKeep) {
        return new Retention(List.of(new RetentionPolicy(rules, zone)), minKeep).decide(snapshots, soon());
    }

    /** The moment of the newest snapshot. */
    private RetentionMoment soon() {
        var newest = snapshots.stream().map(DatedSnapshot::takenAt).max(Instant::compareTo);
        return new RetentionMoment(
                newest.orElse(Instant.EPOCH),
                newest.map(t -> t.minus(Duration.ofDays(1))).orElse(null),
                null);
    }

    private static List<String> kept(RetentionDecision decision) {
        return decision.keep().stream()
                .map(kept -> kept.snapshot().takenAt() + " "
                        + kept.by().stream().map(KeepReason::wireName).collect(Collectors.joining(" ")))
                .toList();
    }

    private static List<String> removed(RetentionDecision decision) {
        return decision.remove().stream()
                .map(snapshot -> snapshot.takenAt().toString())
                .toList();
    }

    private static RetentionRules of(String rule, int number) {
        return switch (rule) {
            case "last" -> rules(number, null, null, null, null, null, null);
            case "hourly" -> rules(null, number, null, null, null, null, null);
            case "daily" -> rules(null, null, number, null, null, null, null);
            case "weekly" -> rules(null, null, null, number, null, null, null);
            case "monthly" -> rules(null, null, null, null, number, null, null);
            default -> rules(null, null, null, null, null, number, null);
        };
    }

    private static RetentionRules within(String within) {
        return rules(null, null, null, null, null, null, within);
    }

    private static RetentionRules rules(
            @Nullable Integer last,
            @Nullable Integer hourly,
            @Nullable Integer daily,
            @Nullable Integer weekly,
            @Nullable Integer monthly,
            @Nullable Integer yearly,
            @Nullable String within) {
        return new RetentionRules(last, hourly, daily, weekly, monthly, yearly, within);
    }
}
