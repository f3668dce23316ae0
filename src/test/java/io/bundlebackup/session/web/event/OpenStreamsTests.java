package io.bundlebackup.session.web.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.ReaderPlaces;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.StaticApplicationContext;

@Timeout(20)
class OpenStreamsTests {
    private final StaticApplicationContext context = new StaticApplicationContext();
    private final OpenStreams streams = new OpenStreams(
            context,
            new StreamLimits(
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    Duration.ofMillis(50)),
            new ReaderPlaces(8));

    private void assertRefuses(String owner, ProblemType type) {
        assertThatThrownBy(() -> streams.enter(owner))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.type()).isEqualTo(type));
    }

    @Test
    void takesNoReaderWithoutAPlace() {
        for (int n = 0; n < 4; n++) {
            streams.enter("alice");
        }
        assertRefuses("alice", ProblemType.TOO_MANY_REQUESTS);
        assertThat(streams.size()).isEqualTo(4);
    }

    @Test
    void givesAPlaceBackOnce() {
        var first = streams.enter("alice");
        first.close();
        first.close();

        assertThat(streams.size()).isZero();
    }

    @Test
    void stopsItsReadersAndTakesNoOtherWhenTheServiceStops() {
        try (var reader = streams.enter("alice")) {
            streams.onApplicationEvent(new ContextClosedEvent(context));

            assertThat(reader.stopped()).isTrue();
            assertRefuses("alice", ProblemType.NOT_AVAILABLE);
        }
    }

    @Test
    void goesOnWhenOnlyAChildOfTheServiceStops() {
        var child = new StaticApplicationContext(context);
        try (var reader = streams.enter("alice")) {
            streams.onApplicationEvent(new ContextClosedEvent(child));

            assertThat(reader.stopped()).isFalse();
        }
    }

    @Test
    void leavesNoInterruptBehindInAReaderThatWasNotWaiting() {
        try (var reader = streams.enter("alice")) {
            reader.stop();

            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }
}
