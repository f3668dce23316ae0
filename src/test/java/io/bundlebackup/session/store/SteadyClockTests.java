package io.bundlebackup.session.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SteadyClockTests {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    @TempDir
    private Path directory = Path.of("");

    private Path file = Path.of("");
    private Instant wall = NOON;
    private long nanos = 1_000;

    @BeforeEach
    void place() {
        file = directory.resolve("clock");
    }

    private SteadyClock start(String boot) {
        return SteadyClock.of(file, boot, () -> wall, () -> nanos);
    }

    private void pass(Duration time) {
        wall = wall.plus(time);
        nanos += time.toNanos();
    }

    @Test
    void theFirstStartTakesTheTimeOfTheWallClock() {
        var clock = start("boot");
        assertThat(clock.instant()).isEqualTo(NOON);
        pass(Duration.ofMinutes(3));
        assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(180));
    }

    @ParameterizedTest
    @ValueSource(ints = {-5, 5})
    void aWallClockThatIsSetWhileTheServiceIsStoppedMovesNothing(int hours) {
        start("boot");
        pass(Duration.ofMinutes(2));
        wall = wall.plus(Duration.ofHours(hours));
        assertThat(start("boot").instant()).isEqualTo(NOON.plusSeconds(120));
        pass(Duration.ofMinutes(1));
        assertThat(start("boot").instant()).isEqualTo(NOON.plusSeconds(180));
    }

    @Test
    void aRestartOfTheMachineTakesTheTimeOfTheWallClockAgain() {
        start("boot");
        pass(Duration.ofHours(1));
        nanos = 5;
        assertThat(start("another boot").instant()).isEqualTo(NOON.plusSeconds(3600));
    }

    @Test
    void aBootThatIsNotKnownOrANanosecondCounterThatRestartedContinuesNothing() {
        start("");
        pass(Duration.ofHours(1));
        assertThat(start("").instant()).isEqualTo(wall);
        start("boot");
        pass(Duration.ofHours(1));
        nanos = 5;
        assertThat(start("boot").instant()).isEqualTo(wall);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "boot", "boot 7", "boot x 2026-01-31T12:00:00Z", "boot 7 yesterday", "\0\0\0\0"})
    void aDamagedFileIsWrittenAnew(String text) throws Exception {
        Files.writeString(file, text);
        assertThat(start("boot").instant()).isEqualTo(NOON);
        wall = wall.plusSeconds(7);
        assertThat(start("boot").instant()).isEqualTo(NOON);
    }

    @Test
    void aDirectoryThatCannotBeWrittenStopsNothing() throws Exception {
        Files.createDirectories(directory.resolve("clock.new").resolve("in the way"));
        assertThat(start("boot").instant()).isEqualTo(NOON);
    }
}
