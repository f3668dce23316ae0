package io.bundlebackup.session.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.time.Duration;
import java.util.List;
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
                    Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMillis(50), 2));

    private void assertRefuses(ProblemType type) {
        assertThatThrownBy(streams::enter)
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.type()).isEqualTo(type));
    }

    @Test
    void hasAsManyPlacesAsItIsTold() {
        try (var first = streams.enter();
                var second = streams.enter()) {
            assertThat(first).isNotSameAs(second);
            assertRefuses(ProblemType.TOO_MANY_REQUESTS);
        }
        assertThat(streams.size()).isZero();
        streams.enter().close();
    }

    @Test
    void givesAPlaceBackOnce() {
        var first = streams.enter();
        first.close();
        first.close();

        assertThat(streams.size()).isZero();
    }

    @Test
    void stopsItsReadersAndTakesNoOtherWhenTheServiceStops() {
        try (var reader = streams.enter()) {
            streams.onApplicationEvent(new ContextClosedEvent(context));

            assertThat(reader.stopped()).isTrue();
            assertRefuses(ProblemType.NOT_AVAILABLE);
        }
    }

    @Test
    void goesOnWhenOnlyAChildOfTheServiceStops() {
        var child = new StaticApplicationContext(context);
        try (var reader = streams.enter()) {
            streams.onApplicationEvent(new ContextClosedEvent(child));

            assertThat(reader.stopped()).isFalse();
        }
    }

    @Test
    void leavesNoInterruptBehindInAReaderThatWasNotWaiting() {
        try (var reader = streams.enter()) {
            reader.stop();

            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @Test
    void givesTheNextOneATurnWhenAReadFails() throws Exception {
        for (int n = 0; n < 100; n++) {
            assertThatThrownBy(() -> streams.inTurn(() -> {
                        throw new IllegalStateException("no database");
                    }))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThat(streams.inTurn(List::of)).isEmpty();
    }
}
