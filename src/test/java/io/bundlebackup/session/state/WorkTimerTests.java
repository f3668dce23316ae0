package io.bundlebackup.session.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.session.TestClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkTimerTests {
    private static final Instant NOW = TestClock.START;
    private static final long MIB = 1L << 20;

    @ParameterizedTest
    @CsvSource({"0,900", "100,900", "870,900", "873,903", "875,903", "876,906", "3072,3102"})
    void growsWithTheSizeOfTheBundle(long mebibytes, long seconds) {
        assertThat(WorkTimer.byDefault(mebibytes * MIB).limit()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void standsStillUntilThereIsWork() {
        assertThat(WorkTimer.byDefault(0).deadline()).isNull();
        assertThat(WorkTimer.byDefault(0).begun(NOW).deadline()).isNull();
        assertThat(WorkTimer.byDefault(0).working(true, NOW).deadline()).isEqualTo(NOW.plusSeconds(900));
    }

    @Test
    void countsOnlyTheStretchesOfWork() {
        var timer = WorkTimer.byDefault(0)
                .working(true, NOW)
                .working(false, NOW.plusSeconds(100))
                .working(true, NOW.plusSeconds(5_000));

        assertThat(timer.used()).isEqualTo(Duration.ofSeconds(100));
        assertThat(timer.deadline()).isEqualTo(NOW.plusSeconds(5_000 + 800));
    }

    @Test
    void countsAStretchOnce() {
        var timer = WorkTimer.byDefault(0).working(true, NOW);

        assertThat(timer.working(true, NOW.plusSeconds(10))).isEqualTo(timer);
        assertThat(timer.working(false, NOW.plusSeconds(10))
                        .working(false, NOW.plusSeconds(99))
                        .used())
                .isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void keepsWhatItUsedWhenTheSizeBecomesKnown() {
        var timer = WorkTimer.byDefault(0)
                .working(true, NOW)
                .working(false, NOW.plusSeconds(100))
                .working(true, NOW.plusSeconds(200))
                .resized(3_072 * MIB);

        assertThat(timer.deadline()).isEqualTo(NOW.plusSeconds(200 + 3_102 - 100));
    }

    @Test
    void aLesserSizeThatBecomesKnownLaterTakesNothingAway() {
        var timer = WorkTimer.byDefault(0).resized(3_072 * MIB);

        assertThat(timer.resized(0)).isEqualTo(timer);
    }

    @Test
    void neverStandsStillOnceSetByTheClient() {
        var timer = WorkTimer.explicit(Duration.ofSeconds(30), NOW);

        assertThat(timer.working(false, NOW.plusSeconds(10)).deadline()).isEqualTo(NOW.plusSeconds(30));
        assertThat(timer.resized(3_072 * MIB).limit()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void countsFromTheBeginIfSetAtTheAppend() {
        var timer = WorkTimer.explicit(Duration.ofSeconds(30), null);

        assertThat(timer.deadline()).isNull();
        assertThat(timer.begun(NOW.plusSeconds(60)).deadline()).isEqualTo(NOW.plusSeconds(90));
    }

    @Test
    void hasNoDeadlineOnceStopped() {
        assertThat(WorkTimer.explicit(Duration.ofSeconds(30), NOW).stopped().deadline())
                .isNull();
    }
}
