package io.bundlebackup.session.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ReaderTurnsTests {
    private final ReaderTurns turns = new ReaderTurns();

    private Duration rest(Duration worked, int readers) {
        return Duration.ofNanos(turns.restAfter(worked.toNanos(), readers));
    }

    @Test
    void letsAReaderAloneGoOnAtOnce() {
        assertThat(rest(Duration.ofSeconds(10), 1)).isZero();
    }

    @Test
    void letsReadersRestTheLongerTheMoreThereAre() {
        assertThat(rest(Duration.ZERO, 1_001)).isEqualTo(Duration.ofMillis(50));
        assertThat(rest(Duration.ofMillis(100), 11)).isEqualTo(Duration.ofMillis(5));
        assertThat(rest(Duration.ofMillis(100), 1_001)).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void givesTheNextOneATurnWhenAReadFails() throws Exception {
        for (int n = 0; n < 100; n++) {
            assertThatThrownBy(() -> turns.inTurn(() -> {
                        throw new IllegalStateException("no database");
                    }))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThat(turns.<String>inTurn(() -> "read")).isEqualTo("read");
    }
}
