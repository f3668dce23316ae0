package io.bundlebackup.problem.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.capacity.Capacity;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class JsonBodyReaderTests {
    private static final int LIMIT = 100_000;

    private final JsonBodyReader reader = new JsonBodyReader(LIMIT, 250_000);

    private JsonBodyReader.Held read(int size) throws IOException {
        return read("alice", size);
    }

    private JsonBodyReader.Held read(String caller, int size) throws IOException {
        var request = new MockHttpServletRequest();
        request.setUserPrincipal(() -> caller);
        request.setContent(new byte[size]);
        return reader.read(request, bytes -> {});
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, Capacity.SMALL_BUFFER - 1, Capacity.SMALL_BUFFER, Capacity.SMALL_BUFFER + 1, LIMIT})
    void readsABodyWhole(int size) throws IOException {
        try (var body = read(size)) {
            assertThat(body.bytes()).hasSize(size);
        }
    }

    @Test
    void refusesABodyAboveTheLimit() {
        assertThatThrownBy(() -> read(LIMIT + 1))
                .satisfies(e -> assertThat(typeOf(e)).isEqualTo(ProblemType.TOO_LARGE));
    }

    @Test
    void refusesWhatDoesNotFitIntoTheSumAndTakesSmallBodiesAllTheSame() throws IOException {
        try (var _ = read("alice", LIMIT);
                var second = read("bob", LIMIT)) {
            assertThatThrownBy(() -> read("carol", LIMIT))
                    .satisfies(e -> assertThat(typeOf(e)).isEqualTo(ProblemType.OUT_OF_MEMORY));
            read(Capacity.SMALL_BUFFER - 1).close();
            second.close();
            read("carol", LIMIT).close();
        }
    }

    @Test
    void givesACallerAsManyBytesAsItLeavesFree() throws IOException {
        var body = 50_000;
        try (var _ = read("alice", body);
                var second = read("alice", body)) {
            assertThatThrownBy(() -> read("alice", body))
                    .satisfies(e -> assertThat(typeOf(e)).isEqualTo(ProblemType.OUT_OF_MEMORY));
            read("alice", Capacity.SMALL_BUFFER - 1).close();
            read("bob", LIMIT).close();
            second.close();
            read("alice", body).close();
        }
    }

    @Test
    void takesOneBodyOfTheLargestSizeFromACallerWhateverTheShare() throws IOException {
        var small = new JsonBodyReader(LIMIT, 0);
        var request = new MockHttpServletRequest();
        request.setUserPrincipal(() -> "alice");
        request.setContent(new byte[LIMIT]);

        small.read(request, bytes -> {}).close();
    }

    @Test
    void countsNothingOfWhatItHasRefused() throws IOException {
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> read(LIMIT + 1)).isInstanceOf(ProblemException.class);
            var refused = new MockHttpServletRequest();
            refused.setContent(new byte[LIMIT]);
            assertThatThrownBy(() -> reader.read(refused, bytes -> {
                        throw new ProblemException(ProblemType.INVALID_REQUEST, "No.");
                    }))
                    .isInstanceOf(ProblemException.class);
        }
        try (var _ = read("alice", LIMIT);
                var _ = read("bob", LIMIT)) {
            assertThat(true).as("room for two").isTrue();
        }
    }

    private static ProblemType typeOf(Throwable refusal) {
        return ((ProblemException) refusal).type();
    }
}
