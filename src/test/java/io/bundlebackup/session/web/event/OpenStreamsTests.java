package io.bundlebackup.session.web.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.StaticApplicationContext;

@Timeout(20)
class OpenStreamsTests {
    private final StaticApplicationContext context = new StaticApplicationContext();
    private final OpenStreams streams = new OpenStreams(
            context,
            new StreamLimits(
                    Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMillis(50), 8));

    private void assertRefuses(String owner, ProblemType type) {
        assertThatThrownBy(() -> streams.enter(owner))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.type()).isEqualTo(type));
    }

    private void enter(String owner, int readers) {
        for (int n = 0; n < readers; n++) {
            streams.enter(owner);
        }
    }

    @Test
    void givesACallerAsManyPlacesAsItLeavesFree() {
        enter("alice", 4);
        assertRefuses("alice", ProblemType.TOO_MANY_REQUESTS);
        enter("bob", 2);
        assertRefuses("bob", ProblemType.TOO_MANY_REQUESTS);
        enter("carol", 1);
        assertRefuses("alice", ProblemType.TOO_MANY_REQUESTS);
    }

    @Test
    void givesACallerMorePlacesWhenAnotherLeaves() {
        var others = Stream.generate(() -> streams.enter("bob")).limit(4).toList();
        enter("alice", 2);
        assertRefuses("alice", ProblemType.TOO_MANY_REQUESTS);
        others.forEach(StreamTicket::close);

        enter("alice", 2);
        assertThat(streams.size()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"20, 10", "128, 64", "1024, 512", "8192, 1000"})
    void leavesHalfOfTheConnectionsToOtherRequests(int connections, int most) {
        assertThat(StreamLimits.of(connections).most()).isEqualTo(most);
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
