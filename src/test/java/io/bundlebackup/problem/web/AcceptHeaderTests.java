package io.bundlebackup.problem.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;

class AcceptHeaderTests {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/event-stream                                    | true",
                "text/event-stream, application/json                  | false",
                "application/json, text/event-stream                  | false",
                "application/json, text/event-stream;q=0              | false",
                "application/json;q=0.5, text/event-stream            | true",
                "text/event-stream;q=0.2, application/json;q=0.3      | false",
                "text/event-stream, */*;q=0.8                         | true",
                "text/*;q=0.9, application/json                       | false",
                "text/*, application/json;q=0                         | true",
                "application/*, text/event-stream;q=0.1               | false",
                "*/*                                                  | false",
                "application/problem+json                             | false",
                "text/html                                            | false",
                "no type                                              | false",
            })
    void prefersAStreamOnlyWhereItsQualityIsHigher(String accept, boolean stream) {
        assertThat(prefersStream(List.of(accept))).isEqualTo(stream);
    }

    @Test
    void readsSeveralHeaderFieldsAsOne() {
        assertThat(prefersStream(List.of("text/event-stream", "application/json;q=0.1")))
                .isTrue();
        assertThat(prefersStream(List.of())).isFalse();
    }

    private static boolean prefersStream(List<String> accept) {
        return AcceptHeader.prefers(accept, MediaType.TEXT_EVENT_STREAM, MediaType.APPLICATION_JSON);
    }
}
