package io.bundlebackup.session.web.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.TestPropertySource;

/** Behind a proxy that serves the service below a path, and says so. */
@TestPropertySource(properties = "server.forward-headers-strategy=framework")
class ProxyPrefixTests extends EventsFixture {
    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-Prefix: /bb", "X-Forwarded-Proto: https"})
    void eventsComeOverWebSocket(String header) throws Exception {
        try (var raw = client.raw()) {
            raw.handshake(path(session()), header);
            assertThat(raw.head()).startsWith("HTTP/1.1 101");
        }
    }

    /** Swagger UI sends its requests there. */
    @ParameterizedTest
    @CsvSource({"/bb, /bb/", "/, /", "/other, /other/"})
    void theApiDocumentNamesThePathBeforeTheService(String prefix, String server) {
        var document =
                client.get("/v3/api-docs", "X-Forwarded-Prefix", prefix).is(200).json();

        assertThat(document.at("/servers/0/url").asString()).isEqualTo(server);
        assertThat(document.path("servers")).hasSize(1);
    }
}
