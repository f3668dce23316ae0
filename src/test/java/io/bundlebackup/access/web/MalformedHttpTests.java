package io.bundlebackup.access.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no HTTP library would send. Tomcat refuses most of it before any filter of ours runs. */
class MalformedHttpTests extends EdgeTest {
    private static final String REST =
            " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer whole-token\r\n\r\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/a%2fb",
                "/api/v1/a%5cb",
                "/api/v1/%zz",
                "/api/v1/%00",
                "/api/v1/a|b",
                "/api/v1/\"a\"",
                "/api/v1/a\\b",
                "/api/v1/\u00e9",
                "/api/v1/%c0%af",
                "/api/v1//text",
                "/api/v1/a;b=c",
                "/api/v1/%2e%2e/text",
                "/../../etc/passwd",
                "/api/v1/json/things?limit=%zz",
                "/api/v1/json/things?limit=[1]"
            })
    void refusesAnAddressThatIsMalformedOrAmbiguous(String target) throws Exception {
        client.raw("GET " + target + REST).isProblem(400, "invalid-request", 401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE\r\n\r\n",
                "GET\r\n\r\n",
                "G{}T /api/v1/version HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /api/v1/version HTTP/1.1\r\n\r\n",
                "GET /api/v1/version HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET /api/v1/version HTTP/1.1\r\nHost: a b\r\n\r\n",
                "GET /api/v1/version HTTP/1.1\r\nHost: a\r\nBad Header: 1\r\n\r\n",
                "POST /api/v1/version HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
                "POST /api/v1/version HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na",
                "GET http://user@/api/v1/version HTTP/1.1\r\nHost: a\r\n\r\n"
            })
    void refusesARequestThatIsNotHttp(String request) throws Exception {
        client.raw(request).isProblem(400, "invalid-request", 401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/9.9", "HTTP/1.2", "HTTP/2.0", "HTTP/0.9"})
    void refusesAVersionItDoesNotSpeak(String version) throws Exception {
        client.raw("GET /api/v1/version " + version + "\r\nHost: a\r\n\r\n")
                .isProblem(505, "http-version-not-supported", 13900020);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /api/v1/version\r\n\r\n", "GET /\r\n", "GET  HTTP/1.1\r\nHost: a\r\n\r\n"})
    void answersARequestWithoutAVersionWithAStatusAllTheSame(String request) throws Exception {
        var answer = client.raw(request).isProblem(505, "http-version-not-supported", 13900020);

        assertThat(answer.header("X-Content-Type-Options")).contains("nosniff");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000GET / HTTP/1.1\r\n\r\n", "GET /a|b HTTP/1.1\r\n\r\n", "GARBAGE\r\n\r\n"})
    void answersWithAStatusAfterARequestWithoutAVersionOnAnotherConnection(String request) throws Exception {
        client.raw("GET /\r\n").isProblem(505, "http-version-not-supported", 13900020);

        client.raw(request).isProblem(400, "invalid-request", 401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "Get", "FOO"})
    void answersAMethodThatItDoesNotKnowOnAKeptConnection(String method) throws Exception {
        var kept = REST.replace("Connection: close\r\n", "");
        var answers = client.raw("GET /api/v1/version" + kept + method + " /api/v1/version" + REST);

        assertThat(answers.status()).isEqualTo(200);
        assertThat(answers.body()).asString().contains("HTTP/1.1 405 ", "/problems/method-not-allowed");
    }

    @Test
    void leavesAStrangerWhoseBodyDoesNotComeWithAnAnswer() throws Exception {
        var begin = System.nanoTime();
        try (var stranger = client.connect()) {
            stranger.getOutputStream()
                    .write("POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n{"
                            .getBytes(UTF_8));

            assertThat(new String(stranger.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 401 ");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void refusesTooManyOrTooLongHeaderFieldsAndSaysThatTheConnectionEnds() throws Exception {
        for (var fields : List.of("X-Long: " + "a".repeat(20_000) + "\r\n", "X-A: b\r\n".repeat(200))) {
            var answer = client.raw("GET /api/v1/version HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n");
            answer.isProblem(431, "headers-too-large", 13900020);
            assertThat(answer.header("Connection")).contains("close");
        }
    }

    @Test
    void refusesAnAddressThatIsTooLong() throws Exception {
        client.raw("GET /api/v1/" + "a".repeat(20_000) + REST).isProblem(414, "target-too-long", 13900020);
    }

    @Test
    void refusesToEchoARequest() throws Exception {
        client.raw("TRACE /api/v1/access/caller" + REST).isProblem(405, "method-not-allowed", 13900020);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /api/v1/json/things", "PUT /api/v1/json/upload"})
    void refusesABodyWithBrokenChunks(String target) throws Exception {
        String type = target.startsWith("POST") ? "application/json" : "application/octet-stream";
        var answer = client.raw(target + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer whole-token\r\n"
                        + "Content-Type: " + type + "\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n")
                .isProblem(400, "invalid-request", 401);

        assertThat(answer.header("X-Content-Type-Options")).contains("nosniff");
    }

    @Test
    void refusesATransferCodingItDoesNotKnow() throws Exception {
        var answer = client.raw("POST /api/v1/json/things HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer whole-token\r\n"
                + "Content-Type: application/json\r\nTransfer-Encoding: nonsense\r\n\r\n");

        assertThat(answer.status()).isGreaterThanOrEqualTo(400);
        assertThat(answer.json().path("status").asInt()).isEqualTo(answer.status());
    }

    @Test
    void refusesHeadWithoutABody() throws Exception {
        var answer = client.raw("HEAD /api/v1/a%2fb" + REST);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEmpty();
    }
}
