package io.bundlebackup.session.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTests {
    private static final long MILLI = 1_000_000;
    private final Pace pace = new Pace();

    @Test
    void letsTheFirstGoAtOnce() {
        assertThat(pace.delay(60, 5)).isZero();
    }

    @Test
    void spacesEvenly() {
        pace.announced(10, 0);

        assertThat(pace.delay(10, 0)).isEqualTo(Duration.ofMillis(100));
        assertThat(pace.delay(10, 40 * MILLI)).isEqualTo(Duration.ofMillis(60));
        assertThat(pace.delay(10, 100 * MILLI)).isZero();
    }

    @Test
    void makesUpForASmallDelay() {
        pace.announced(10, 0);
        pace.announced(10, 150 * MILLI);

        assertThat(pace.delay(10, 150 * MILLI)).isEqualTo(Duration.ofMillis(50));
    }

    @Test
    void neverAnnouncesInBurstsToMakeUpForADelay() {
        pace.announced(800, 0);
        long now = 90 * MILLI;
        pace.announced(800, now);
        int made = 0;

        while (now < 1_000 * MILLI) {
            var delay = pace.delay(800, now).toNanos();
            assertThat(delay).as("after %s at %s", made, now).isGreaterThanOrEqualTo(MILLI / 2);
            now += delay;
            pace.announced(800, now);
            made++;
        }

        assertThat(made).as("in the second").isBetween(797, 801);
    }

    @Test
    void beginsAnewAfterAPauseOfItsClient() {
        pace.announced(800, 0);
        assertThat(pace.delay(0, 3_000 * MILLI)).isGreaterThan(Duration.ofDays(365));
        pace.announced(800, 3_000 * MILLI);

        assertThat(pace.delay(800, 3_000 * MILLI)).isEqualTo(Duration.ofNanos(1_250_000));
    }

    @Test
    void slowsDownFromTheNextAnnouncementOn() {
        pace.announced(800, 0);

        assertThat(pace.delay(2, MILLI)).isEqualTo(Duration.ofMillis(499));
    }

    @Test
    void makesUpForNoPause() {
        pace.announced(10, 0);
        pace.announced(10, 5_000 * MILLI);

        assertThat(pace.delay(10, 5_000 * MILLI)).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void countsAChangeFromTheNextAnnouncementOn() {
        pace.announced(1, 0);

        assertThat(pace.delay(1, 0)).isEqualTo(Duration.ofSeconds(1));
        assertThat(pace.delay(100, 0)).isEqualTo(Duration.ofMillis(10));
    }

    @Test
    void holdsEverythingAtRateZero() {
        assertThat(pace.delay(0, 0)).isGreaterThan(Duration.ofDays(365));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 60, 799, 800})
    void keepsTheRateOverTime(int rate) {
        long now = 0;
        for (int i = 0; i <= rate; i++) {
            now += pace.delay(rate, now).toNanos();
            pace.announced(rate, now);
        }

        assertThat(now).isBetween(999 * MILLI, 1_001 * MILLI);
    }
}
