package io.bundlebackup.session.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.session.TestClock;
import io.bundlebackup.session.state.FileCounts;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RateMeterTests {
    private final RateMeter meter = new RateMeter();
    private Instant now = TestClock.START;

    /** Samples ten times a second, as the clock does, while bytes flow evenly. */
    private long flow(long bytes, long more, Duration time) {
        var ticks = time.toMillis() / 100;
        for (int i = 1; i <= ticks; i++) {
            now = now.plusMillis(100);
            meter.sample(now, bytes + more * i / ticks);
        }
        return bytes + more;
    }

    private static FileCounts counts(long closed, Long... total) {
        var tally = total.length == 0 ? null : new FileCounts.Tally(1, total[0]);
        return new FileCounts(tally, FileCounts.Tally.ZERO, new FileCounts.Tally(0, closed), 0, 0, 0, false, false);
    }

    @Test
    void knowsNothingBeforeTwoSamples() {
        assertThat(meter.rate()).isNull();
        meter.sample(now, 5);
        assertThat(meter.rate()).isNull();
        meter.sample(now.plusMillis(100), 5_000);
        assertThat(meter.rate()).isNull();
        assertThat(meter.eta(counts(5, 100L))).isNull();
    }

    @Test
    void isTheBytesASecond() {
        meter.sample(now, 0);
        flow(0, 4_000, Duration.ofSeconds(2));

        assertThat(meter.rate()).isEqualTo(2_000);
    }

    @Test
    void forgetsWhatIsOlderThanTenSeconds() {
        meter.sample(now, 0);
        var bytes = flow(0, 100_000_000, Duration.ofSeconds(60));

        flow(bytes, 10_000, Duration.ofSeconds(11));

        assertThat(meter.rate()).isBetween(900L, 1_100L);
    }

    @Test
    void stillCountsWhatIsNineSecondsOld() {
        meter.sample(now, 0);
        var bytes = flow(0, 1_000_000, Duration.ofSeconds(1));
        flow(bytes, 0, Duration.ofSeconds(9));

        assertThat(meter.rate()).isBetween(95_000L, 105_000L);
    }

    @Test
    void isZeroWhenNothingMoves() {
        meter.sample(now, 0);
        var bytes = flow(0, 1_000_000, Duration.ofSeconds(1));
        flow(bytes, 0, Duration.ofSeconds(11));

        assertThat(meter.rate()).isZero();
        assertThat(meter.eta(counts(1_000_000, 2_000_000L))).isNull();
    }

    @Test
    void isNotFooledByAClockThatIsSetBack() {
        meter.sample(now, 0);
        meter.sample(now.minusSeconds(60), 1_000);
        assertThat(meter.rate()).isNull();
        flow(0, 2_000, Duration.ofSeconds(2));

        assertThat(meter.rate()).isEqualTo(1_000);
    }

    @Test
    void tellsHowLongTheRestWillTake() {
        meter.sample(now, 0);
        flow(0, 10_000, Duration.ofSeconds(10));

        assertThat(meter.eta(counts(10_000, 25_000L))).isEqualTo(15);
        assertThat(meter.eta(counts(10_000, 25_001L))).isEqualTo(16);
        assertThat(meter.eta(counts(10_000, 10_001L))).isEqualTo(1);
        assertThat(meter.eta(counts(10_000, 10_000L))).isZero();
        assertThat(meter.eta(counts(10_000, 9_000L))).isZero();
        assertThat(meter.eta(counts(10_000))).isNull();
    }
}
