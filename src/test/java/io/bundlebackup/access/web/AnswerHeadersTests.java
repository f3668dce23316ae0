package io.bundlebackup.access.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.client.Answer;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a scanner expects on every kind of answer, whoever writes it: handlers, Spring, the security filters or Tomcat. */
class AnswerHeadersTests extends EdgeTest {
    private static final String REST = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    private static final String TOKEN = "Authorization: Bearer whole-token\r\n";

    private static final Map<String, String> EXPECTED = Map.of(
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Cross-Origin-Opener-Policy", "same-origin");

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "an answer in JSON              | GET /api/v1/access/caller          |        | 200",
                "health                         | GET /actuator/health               |        | 200",
                "the page of the dashboard      | GET /                              |        | 200",
                "a static file, compressed      | GET /index.html                    | Accept-Encoding: gzip | 200",
                "a static file, unchanged       | GET /favicon.svg                   | If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT | 304",
                "the document of the API        | GET /v3/api-docs                   |        | 200",
                "a redirect                     | GET /swagger-ui.html               |        | 302",
                "a page of Swagger UI           | GET /swagger-ui/index.html         |        | 200",
                "events                         | GET /api/v1/access/events          |        | 200",
                "a file, sent by Tomcat         | GET /api/v1/access/file            | X-File: pom.xml | 200",
                "HEAD                           | HEAD /api/v1/access/caller         |        | 200",
                "no answer to OPTIONS           | OPTIONS /api/v1/access/caller      |        | 200",
                "a preflight that is refused    | OPTIONS /api/v1/access/caller      | Origin: https://evil.example.org | 200",
                "nothing there                  | GET /api/v1/nothing                |        | 404",
                "another method                 | PUT /api/v1/access/caller          |        | 405",
                "TRACE                          | TRACE /api/v1/access/caller        |        | 405",
                "an encoded slash, by Tomcat    | GET /api/v1/a%2fb                  |        | 400",
                "a semicolon, by the firewall   | GET /api/v1/a;b=c                  |        | 400",
            })
    void everyAnswerHasThem(String kind, String line, String header, int status) throws Exception {
        var answer = client.raw(line + REST + TOKEN + (header == null ? "" : header + "\r\n") + "\r\n");

        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertProtected(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/v1/access/caller HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /api/v1/access/caller HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer wrong\r\n\r\n",
                "GET /api/v1/access/caller HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer only-backup\r\n\r\n",
                "GARBAGE\r\n\r\n",
                "GET /\r\n",
                "GET / HTTP/9.9\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nBad Header: 1\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na",
                "GET /a|b HTTP/1.1\r\nHost: a\r\n\r\n",
            })
    void refusalsHaveThemToo(String request) throws Exception {
        var answer = client.raw(request);

        assertThat(answer.status()).isGreaterThanOrEqualTo(400);
        assertProtected(answer);
        assertThat(answer.header("Cache-Control")).contains("no-store");
    }

    /** A browser takes the header fields of a 304 for those of what it has stored. */
    @ParameterizedTest
    @ValueSource(strings = {"/", "/index.html"})
    void aPageThatIsUnchangedKeepsTheScriptsThatItMayLoad(String path) throws Exception {
        var answer = client.raw("GET " + path + REST + "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT\r\n\r\n");

        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.headers().allValues("Content-Security-Policy"))
                .singleElement()
                .asString()
                .contains("script-src 'self'");
    }

    private static void assertProtected(Answer answer) {
        EXPECTED.forEach((name, value) ->
                assertThat(answer.headers().allValues(name)).as(name).containsExactly(value));
        assertThat(answer.headers().allValues("Content-Security-Policy"))
                .singleElement()
                .asString()
                .contains("default-src 'none'", "frame-ancestors 'none'");
        assertThat(answer.header("Permissions-Policy")).isPresent();
        assertThat(answer.headers().map().keySet()).noneMatch(name -> name.matches("(?i)server|x-powered-by"));
        assertThat(answer.header("Strict-Transport-Security")).as("without TLS").isEmpty();
        if (answer.status() >= 400) {
            assertThat(answer.text()).doesNotContainIgnoringCase("tomcat", "spring", "exception", "apache");
        }
    }
}
