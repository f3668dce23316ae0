package io.bundlebackup.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTests {
    private static final long SECOND = 1_000_000_000;

    private long now = -5 * SECOND;
    private final Pace pace = new Pace(() -> now);

    @Test
    void unitsThatComeFasterWaitUntilTheyAreDue() {
        assertThat(pace.take(100, 100)).as("saved").isLessThanOrEqualTo(0);
        assertThat(pace.take(50, 100)).isEqualTo(SECOND / 2);
        assertThat(pace.take(50, 100)).isEqualTo(SECOND);
        now += SECOND;
        assertThat(pace.take(100, 100)).isEqualTo(SECOND);
    }

    @Test
    void savesASecondAtMost() {
        now += 100 * SECOND;

        assertThat(pace.take(100, 100)).isLessThanOrEqualTo(0);
        assertThat(pace.take(1, 100)).isPositive();
    }

    @Test
    void refusesWhatIsFasterAndTellsWhenItMayCome() {
        for (int i = 0; i < 20; i++) {
            assertThat(pace.tryTake(1, 10)).as("the unit " + i).isZero();
        }
        long wait = pace.tryTake(1, 10);
        assertThat(wait).isEqualTo(SECOND / 10);
        assertThat(pace.tryTake(1, 10)).as("a refusal costs nothing").isEqualTo(wait);
        now += wait;
        assertThat(pace.tryTake(1, 10)).isZero();
    }

    @Test
    void takesThePaceOfTheMoment() {
        pace.take(100, 100);

        assertThat(pace.take(100, 1_000)).isEqualTo(SECOND / 10);
    }
}
