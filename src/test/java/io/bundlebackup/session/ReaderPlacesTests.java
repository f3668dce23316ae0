package io.bundlebackup.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.limits.FairPlaces;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReaderPlacesTests {
    private final ReaderPlaces places = new ReaderPlaces(8);

    private void enter(String owner, int count) {
        IntStream.range(0, count).forEach(n -> places.enter(owner));
    }

    private void assertRefuses(String owner) {
        assertThatThrownBy(() -> places.enter(owner))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS));
    }

    @Test
    void givesACallerAsManyPlacesAsItLeavesFree() {
        enter("alice", 4);
        assertRefuses("alice");
        enter("bob", 2);
        assertRefuses("bob");
        enter("carol", 1);
        assertRefuses("alice");
    }

    @Test
    void givesACallerMorePlacesWhenAnotherLeaves() {
        var others = Stream.generate(() -> places.enter("bob")).limit(4).toList();
        enter("alice", 2);
        assertRefuses("alice");
        others.forEach(FairPlaces.Place::close);

        enter("alice", 2);
        assertRefuses("alice");
    }

    @Test
    void getsAPlaceBackOnce() {
        var first = places.enter("alice");
        enter("alice", 3);
        first.close();
        first.close();

        enter("alice", 1);
        assertRefuses("alice");
    }

    @ParameterizedTest
    @CsvSource({"20, 5", "128, 32", "1024, 256", "8192, 1000"})
    void leavesHalfOfTheConnectionsToOtherRequests(int connections, int alone) {
        var all = ReaderPlaces.of(connections);
        for (int n = 0; n < alone; n++) {
            all.enter("alice");
        }
        assertThatThrownBy(() -> all.enter("alice")).isInstanceOf(ProblemException.class);
    }
}
