package io.bundlebackup.journey.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.journey.HeldBundles;
import io.bundlebackup.journey.JourneyTest;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long a cancel takes until it is answered and until the bundle has ended, in each phase. */
class CancelTimesIntegrationTests extends JourneyTest {
    private static final int CANCELS = 40;
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final List<String> PHASES = List.of(
            "scanning",
            "packing",
            "held at rate 0",
            "held by full staging",
            "waiting for its client",
            "index announced",
            "waiting for a slot",
            "packing",
            "extension",
            "waiting for its client");

    @Override
    public List<String> settings() {
        return List.of(HeldBundles.SETTINGS);
    }

    @Test
    void cancelsInAllPhasesEndTheBundleWithinTwoSeconds() throws IOException {
        var answered = new ArrayList<Duration>();
        var ended = new ArrayList<Duration>();
        for (int i = 0; i < CANCELS; i++) {
            var phase = PHASES.get(i % PHASES.size());
            var others = alice.sessions().size();
            var held = new HeldBundles(service, alice, Files.createDirectory(folder.resolve("held-" + i))).in(phase);

            long asked = System.nanoTime();
            held.session().cancel(held.bundle()).is(200);
            answered.add(Duration.ofNanos(System.nanoTime() - asked));
            held.session().recorder().await("onBundleEnd", held.bundle());
            var end = Duration.ofNanos(System.nanoTime() - asked);
            ended.add(end);
            assertThat(end).as("%s, cancel %s", phase, i).isLessThan(LIMIT);

            var made = alice.sessions();
            made.subList(others, made.size())
                    .forEach(session -> session.release().is(204));
        }
        System.out.printf(
                "%d cancels in mixed phases: answered within %s, ended within %s%n",
                CANCELS, medianAndWorst(answered), medianAndWorst(ended));
    }

    private static String medianAndWorst(List<Duration> times) {
        Collections.sort(times);
        return String.format(
                "%.1f ms (median), %.1f ms (worst)",
                times.get(times.size() / 2).toNanos() / 1e6, times.getLast().toNanos() / 1e6);
    }
}
