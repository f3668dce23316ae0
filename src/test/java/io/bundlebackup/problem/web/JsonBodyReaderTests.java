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
        var request = new MockHttpServletRequest();
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
        try (var _ = read(LIMIT);
                var second = read(LIMIT)) {
            assertThatThrownBy(() -> read(LIMIT))
                    .satisfies(e -> assertThat(typeOf(e)).isEqualTo(ProblemType.OUT_OF_MEMORY));
            read(Capacity.SMALL_BUFFER - 1).close();
            second.close();
            read(LIMIT).close();
        }
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
        try (var _ = read(LIMIT);
                var _ = read(LIMIT)) {
            assertThat(true).as("room for two").isTrue();
        }
    }

    private static ProblemType typeOf(Throwable refusal) {
        return ((ProblemException) refusal).type();
    }
}
