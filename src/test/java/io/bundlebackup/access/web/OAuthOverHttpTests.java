package io.bundlebackup.access.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.access.oauth.TestIssuer;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

class OAuthOverHttpTests extends EdgeTest {
    private static final TestIssuer ISSUER = new TestIssuer();
    private static final String CALLER = "/api/v1/access/caller";

    @DynamicPropertySource
    static void trustTheIssuer(DynamicPropertyRegistry settings) {
        settings.add("spring.security.oauth2.resourceserver.jwt.issuer-uri", ISSUER::uri);
        settings.add("spring.security.oauth2.resourceserver.jwt.audiences", () -> "bundle-backup");
    }

    @AfterAll
    static void close() {
        ISSUER.close();
    }

    @Test
    void aSignedTokenLetsItsCallerInAndConfiguredTokensStillDo() throws Exception {
        var answer = client.send(client.as(token("backup system", 300)).request(CALLER));

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().path("name").asString()).isEqualTo("oauth:alice");
        assertThat(client.get(CALLER).json().path("name").asString()).isEqualTo("alice");
        client.send(client.as(token("backup", 300)).request(CALLER)).isProblem(403, "not-a-system-caller", 202);
        client.send(client.as(token("backup system", -100)).request(CALLER)).isProblem(401, "unauthenticated", 201);
    }

    @Test
    void aLoginByASignedTokenEndsWithTheTokenOrTheSignOut() throws Exception {
        var signedIn = client.send(client.anonymous("/api/v1/login")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"token\":\"" + token("backup system", 300) + "\"}")));
        var cookie = signedIn.header("Set-Cookie").orElseThrow();

        assertThat(cookie).containsPattern("Max-Age=3[0-9]{2};");
        var login = client.send(withCookie("/api/v1/login", cookie)).json();
        assertThat(login.path("name").asString()).isEqualTo("oauth:alice");
        assertThat(Instant.parse(login.path("expiresAt").asString()))
                .isBefore(Instant.now().plusSeconds(361));
        assertThat(client.send(withCookie("/api/v1/login", cookie).DELETE()).status())
                .isEqualTo(204);
        client.send(withCookie("/api/v1/login", cookie)).isProblem(401, "unauthenticated", 201);
    }

    private HttpRequest.Builder withCookie(String path, String cookie) {
        return client.anonymous(path)
                .header("Cookie", cookie.split(";")[0])
                .header("Origin", "http://127.0.0.1:" + client.port());
    }

    private static String token(String scope, int seconds) {
        return ISSUER.token(Map.of(
                "iss",
                ISSUER.uri(),
                "aud",
                "bundle-backup",
                "sub",
                "alice",
                "exp",
                Instant.now().getEpochSecond() + seconds,
                "scope",
                scope));
    }
}
