package io.bundlebackup.access.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.access.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.Principal;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

class AccessOverHttpTests extends EdgeTest {
    private static final String CHALLENGE = "Bearer realm=\"bundle-backup\"";
    private static final String WRONG = CHALLENGE + ", error=\"invalid_token\"";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/access/caller",
                "/api/v1/nothing",
                "/nothing",
                "/page.html",
                "/actuator/env",
                "/api/v1/versions"
            })
    void asksAStrangerForAToken(String path) throws Exception {
        var answer = client.send(client.anonymous(path)).isProblem(401, "unauthenticated", 201);

        assertThat(answer.header("WWW-Authenticate")).contains(CHALLENGE);
        assertThat(answer.header("Set-Cookie")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer wrong",
                "Bearer",
                "Bearer ",
                "Bearer whole-token whole-token",
                "Bearer whole-token,",
                "Basic d2hvbGUtdG9rZW46",
                "whole-token"
            })
    void refusesCredentialsThatAreNotGoodBeforeAnythingElse(String credentials) throws Exception {
        for (String path : new String[] {"/api/v1/access/caller", "/api/v1/nothing"}) {
            var answer = client.send(client.anonymous(path).header("Authorization", credentials))
                    .isProblem(401, "unauthenticated", 201);

            assertThat(answer.header("WWW-Authenticate")).contains(WRONG);
        }
    }

    @Test
    void refusesTwoTokensAtOnceAndATokenInTheQuery() throws Exception {
        client.send(client.request("/api/v1/access/caller").header("Authorization", "Bearer whole-token"))
                .isProblem(401, "unauthenticated", 201);
        client.send(client.anonymous("/api/v1/access/caller?access_token=whole-token&token=whole-token"))
                .isProblem(401, "unauthenticated", 201);
    }

    @Test
    void doesNotReadTheBodyOfAStranger() throws Exception {
        byte[] tooLarge = new byte[4_500_000];
        client.send(client.anonymous("/api/v1/json/things")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(tooLarge)))
                .isProblem(401, "unauthenticated", 201);
    }

    @Test
    void asksForBothAuthoritiesInTheirOrder() throws Exception {
        client.send(client.anonymous("/api/v1/nothing").header("Authorization", "Bearer " + EdgeClient.ONLY_SYSTEM))
                .isProblem(403, "permission-denied", 201);
        client.send(client.anonymous("/api/v1/nothing").header("Authorization", "Bearer " + EdgeClient.ONLY_BACKUP))
                .isProblem(403, "not-a-system-caller", 202);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/version",
                "/actuator/health",
                "/actuator/health/readiness",
                "/actuator/health/liveness",
                "/v3/api-docs",
                "/v3/api-docs.yaml",
                "/v3/api-docs/swagger-config",
                "/swagger-ui/index.html"
            })
    void leavesOpenWhatIsOpenEvenToAWrongToken(String path) throws Exception {
        assertThat(client.send(client.anonymous(path)).status()).isEqualTo(200);
        assertThat(client.send(client.anonymous(path).header("Authorization", "Bearer wrong"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void pagesLoadNothingFromElsewhereAndStandInNoFrame() throws Exception {
        var page = client.send(client.anonymous("/swagger-ui/index.html"));

        assertThat(page.header("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'")
                .doesNotContain("http", "*");
    }

    @Test
    void showsTheDetailsOfHealthToSystemCallersOnly() throws Exception {
        var withoutSystem =
                client.anonymous("/actuator/health").header("Authorization", "Bearer " + EdgeClient.ONLY_BACKUP);

        assertThat(client.send(client.anonymous("/actuator/health")).json().has("components"))
                .isFalse();
        assertThat(client.send(withoutSystem).json().has("components")).isFalse();
        assertThat(client.get("/actuator/health").json().has("components")).isTrue();
        client.get("/actuator/env").isProblem(404, "no-such-resource", 13900020);
    }

    @ParameterizedTest
    @ValueSource(strings = {"caller", "principal", "annotated", "later"})
    void tellsTheHandlerWhoIsCalling(String way) throws Exception {
        var answer =
                client.send(client.anonymous("/api/v1/access/" + way).header("Authorization", "bearer whole-token"));

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().path("name").asString()).isEqualTo("alice");
    }

    @Test
    void letsAStreamOfEventsRunToItsEnd() throws Exception {
        var answer = client.get("/api/v1/access/events");

        assertThat(answer.text().split("data:")).hasSize(4);
        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void refusesTheHandshakeOfAWebSocket() {
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThatThrownBy(() -> http.newWebSocketBuilder()
                            .header("Authorization", "Bearer wrong")
                            .buildAsync(
                                    URI.create("ws://127.0.0.1:" + client.port() + "/api/v1/access/caller"),
                                    new WebSocket.Listener() {})
                            .get())
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            WebSocketHandshakeException.class,
                            refusal -> assertThat(refusal.getResponse().statusCode())
                                    .isEqualTo(401));
        }
    }

    @Test
    void letsTomcatSendAFileItself(@TempDir Path directory) throws Exception {
        byte[] content = new byte[3_000_000];
        new Random(7).nextBytes(content);
        Path file = Files.write(directory.resolve("part.0.tar"), content);

        var answer = client.send(client.request("/api/v1/access/file").header("X-File", file.toString()));

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(sha256(answer.body())).isEqualTo(sha256(content));
        assertThat(answer.header("X-Sendfile-Used")).contains("true");
        assertThat(answer.header("Cache-Control")).contains("private, max-age=60");
        assertThat(answer.header("X-Content-Type-Options")).contains("nosniff");
    }

    private static byte[] sha256(byte[] bytes) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }

    @RestController
    @RequestMapping("/api/v1")
    static class CallerProbe {
        @GetMapping("/version")
        Map<String, String> version() {
            return Map.of("apiVersion", "1");
        }

        @GetMapping("/access/caller")
        Map<String, String> caller(Caller caller) {
            return Map.of("name", caller.name());
        }

        @GetMapping("/access/principal")
        Map<String, String> principal(Principal principal) {
            return Map.of("name", principal.getName());
        }

        @GetMapping("/access/annotated")
        Map<String, String> annotated(@AuthenticationPrincipal Caller caller) {
            return Map.of("name", caller.name());
        }

        @GetMapping("/access/later")
        Callable<Map<String, String>> later(Caller caller) {
            return () -> Map.of("name", caller.name());
        }

        @GetMapping(path = "/access/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
        SseEmitter events() {
            var emitter = new SseEmitter(0L);
            Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < 3; i++) {
                        emitter.send(i);
                    }
                    emitter.complete();
                } catch (IOException e) {
                    emitter.completeWithError(e);
                }
            });
            return emitter;
        }

        @GetMapping("/access/file")
        void file(@RequestHeader("X-File") String path, HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            long size = Files.size(Path.of(path));
            boolean sendfile = Boolean.TRUE.equals(request.getAttribute("org.apache.tomcat.sendfile.support"));
            response.setHeader("X-Sendfile-Used", String.valueOf(sendfile));
            response.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
            response.setHeader("Cache-Control", "private, max-age=60");
            response.setContentLengthLong(size);
            request.setAttribute("org.apache.tomcat.sendfile.filename", path);
            request.setAttribute("org.apache.tomcat.sendfile.start", 0L);
            request.setAttribute("org.apache.tomcat.sendfile.end", size);
        }
    }
}
