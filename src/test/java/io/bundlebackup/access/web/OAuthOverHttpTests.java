package io.bundlebackup.access.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.access.oauth.TestIssuer;
import io.bundlebackup.client.Answer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.json.JsonMapper;

class OAuthOverHttpTests extends EdgeTest {
    private static final TestIssuer ISSUER = new TestIssuer();
    private static final String CALLER = "/api/v1/access/caller";

    @DynamicPropertySource
    static void trustTheIssuer(DynamicPropertyRegistry settings) {
        settings.add("spring.security.oauth2.resourceserver.jwt.issuer-uri", ISSUER::uri);
        settings.add("spring.security.oauth2.resourceserver.jwt.audiences", () -> "bundle-backup");
        settings.add("backup.security.oauth.client-id", () -> "dashboard");
    }

    @AfterEach
    void issueTokensAgain() {
        ISSUER.tokenStatus(200);
        ISSUER.audience("bundle-backup");
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

    @Test
    void aPageSignsInAtTheIssuerWithoutSeeingAToken() throws Exception {
        assertThat(client.send(client.anonymous("/api/v1/login/issuer")).text()).isEqualTo("{\"host\":\"127.0.0.1\"}");
        var begun = begin(own());
        assertThat(begun.status()).as(begun.text()).isEqualTo(200);
        assertThat(begun.header("Set-Cookie").orElseThrow()).contains("Max-Age=600", "HttpOnly", "SameSite=Strict");
        var asked = TestIssuer.form(URI.create(location(begun)).getRawQuery());
        assertThat(asked)
                .containsEntry("client_id", "dashboard")
                .containsEntry("redirect_uri", own() + "/")
                .containsEntry("scope", "backup system vault vault-admin");

        var finished = finish(begun, ISSUER.decide(location(begun), true));

        assertThat(finished.status()).as(finished.text()).isEqualTo(204);
        assertThat(finished.body()).isEmpty();
        var cookies = finished.headers().allValues("Set-Cookie");
        assertThat(cookies).hasSize(2);
        assertThat(cookies.getFirst()).contains("-issuer=;", "Max-Age=0");
        assertThat(cookies.getLast()).containsPattern("Max-Age=3[0-9]{2};");
        assertThat(client.send(withCookie("/api/v1/login", cookies.getLast()))
                        .json()
                        .path("name")
                        .asString())
                .isEqualTo("oauth:alice");
        assertThat(TestIssuer.form(ISSUER.tokenRequests().getLast()).get("code_verifier"))
                .hasSize(43)
                .isNotEqualTo(asked.get("state"));
    }

    static Stream<Arguments> wrongAnswers() {
        return Stream.of(
                Arguments.of(
                        "a state of another sign-in",
                        "state=[^&]*",
                        "state=" + "a".repeat(43),
                        "not begun in this browser"),
                Arguments.of("no state", "state=[^&]*", "state=", "not begun in this browser"),
                Arguments.of("another issuer", "iss=[^&]*", "iss=https://evil.example.org", "another issuer"),
                Arguments.of("no issuer although the issuer names itself", "&iss=[^&]*", "", "another issuer"),
                Arguments.of("another code", "code=[^&]*", "code=another", "did not accept the sign-in"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongAnswers")
    void anAnswerThatIsNotThatOfTheIssuerToThisBrowserSignsNobodyIn(
            String what, String part, String replacement, String sentence) throws Exception {
        var begun = begin(own());
        var back = ISSUER.decide(location(begun), true).replaceFirst(part, replacement);

        var answer = finish(begun, back).isProblem(401, "unauthenticated", 201);

        assertThat(answer.text()).contains(sentence);
        assertThat(answer.headers().allValues("Set-Cookie")).noneMatch(cookie -> !cookie.contains("Max-Age=0"));
    }

    @Test
    void aCodeWithoutTheCookieOfThisBrowserOrFromAnotherAddressSignsNobodyIn() throws Exception {
        var begun = begin(own());
        var back = ISSUER.decide(location(begun), true);
        var requests = ISSUER.tokenRequests().size();

        finish("", own(), own() + "/", back).isProblem(401, "unauthenticated", 201);
        finish(cookie(begun), own(), own() + "/other", back).isProblem(401, "unauthenticated", 201);
        finish(cookie(begun).replaceAll("[0-9]{10}", "9999999999"), own(), own() + "/", back)
                .isProblem(401, "unauthenticated", 201);
        for (var origin : List.of("https://evil.example.org", "null", "")) {
            finish(cookie(begun), origin, own() + "/", back).isProblem(400, "invalid-argument", 13900020);
            begin(origin, own() + "/").isProblem(400, "invalid-argument", 13900020);
        }
        begin(own(), "https://evil.example.org/").isProblem(400, "invalid-argument", 13900020);
        begin(own(), own() + ".evil.example.org/").isProblem(400, "invalid-argument", 13900020);

        // Nothing of it reached the issuer.
        assertThat(ISSUER.tokenRequests()).hasSize(requests);
    }

    @Test
    void aCodeIsGoodOnce() throws Exception {
        var begun = begin(own());
        var back = ISSUER.decide(location(begun), true);

        assertThat(finish(begun, back).status()).isEqualTo(204);
        finish(begun, back).isProblem(401, "unauthenticated", 201);
    }

    @Test
    void failuresOfTheIssuerAndTokensForOthersSignNobodyIn() throws Exception {
        ISSUER.tokenStatus(500);
        var begun = begin(own());
        var answer = finish(begun, ISSUER.decide(location(begun), true));
        answer.isProblem(503, "issuer-unavailable", 13600001);
        assertThat(answer.header("Retry-After")).hasValue("5");

        ISSUER.tokenStatus(200);
        ISSUER.audience("another-service");
        begun = begin(own());
        answer = finish(begun, ISSUER.decide(location(begun), true)).isProblem(401, "unauthenticated", 201);
        assertThat(answer.text()).contains("not valid for this service");
    }

    private String own() {
        return "http://127.0.0.1:" + client.port();
    }

    private Answer begin(String origin) throws Exception {
        return begin(origin, origin + "/");
    }

    private Answer begin(String origin, String redirectUri) throws Exception {
        return send("/api/v1/login/issuer", "", origin, Map.of("redirectUri", redirectUri));
    }

    private Answer finish(Answer begun, String back) throws Exception {
        return finish(cookie(begun), own(), own() + "/", back);
    }

    /** As the page does with the address to which the issuer sent the browser back. */
    private Answer finish(String cookie, String origin, String redirectUri, String back) throws Exception {
        var answer = TestIssuer.form(URI.create(back).getRawQuery());
        var body = new HashMap<>(
                Map.of("code", answer.get("code"), "state", answer.get("state"), "redirectUri", redirectUri));
        if (answer.containsKey("iss")) {
            body.put("issuer", answer.get("iss"));
        }
        return send("/api/v1/login/code", cookie, origin, body);
    }

    private Answer send(String path, String cookie, String origin, Map<String, String> body) throws Exception {
        var request = client.anonymous(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(body)));
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie);
        }
        if (!origin.isEmpty()) {
            request.header("Origin", origin);
        }
        return client.send(request);
    }

    private static String location(Answer begun) {
        return begun.json().path("location").asString();
    }

    private static String cookie(Answer begun) {
        return begun.header("Set-Cookie").orElseThrow().split(";")[0];
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
