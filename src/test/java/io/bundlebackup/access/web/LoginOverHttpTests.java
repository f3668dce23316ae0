package io.bundlebackup.access.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.client.Answer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.test.context.TestPropertySource;

@TestPropertySource(properties = "backup.security.allowed-origins=https://admin.example.org,http://127.0.0.1:8000")
class LoginOverHttpTests extends EdgeTest {
    private static final String CALLER = "/api/v1/access/caller";
    private static final String FRIEND = "https://admin.example.org";
    private static final String STRANGER = "https://evil.example.org";

    @Test
    void aTokenSignsInAndTheCookieStandsForIt() throws Exception {
        var answer = signIn(EdgeClient.WHOLE);
        var attributes = answer.header("Set-Cookie").orElseThrow();

        assertThat(answer.status()).isEqualTo(204);
        assertThat(attributes).contains("HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=43200");
        assertThat(attributes).doesNotContain("Secure", EdgeClient.WHOLE);
        var login = client.send(client.anonymous("/api/v1/login")
                .header("Cookie", cookie(answer))
                .header("Sec-Fetch-Site", "same-origin"));
        assertThat(login.json().path("name").asString()).isEqualTo("alice");
        assertThat(login.json().path("authorities").toString()).isEqualTo("[\"backup\",\"system\"]");
        assertThat(login.json().path("expiresAt").asString()).isNotEmpty();
    }

    @Test
    void aWrongTokenSignsNobodyIn() throws Exception {
        var answer = signIn("wrong").isProblem(401, "unauthenticated", 201);

        assertThat(answer.header("Set-Cookie")).isEmpty();
        assertThat(answer.header("WWW-Authenticate")).isPresent();
        assertThat(answer.text()).contains("This token is not valid.");
        client.send(client.anonymous("/api/v1/login")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{}")))
                .isProblem(400, "invalid-request", 401);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, own, , 200",
        "GET, https://admin.example.org, , 200",
        "GET, http://127.0.0.1:8000, , 200",
        "GET, , same-origin, 200",
        "GET, , none, 200",
        "GET, , , 401",
        "GET, , same-site, 401",
        "GET, , cross-site, 401",
        "GET, https://evil.example.org, same-origin, 401",
        "GET, null, same-origin, 401",
        "GET, http://127.0.0.1:8001, , 401",
        "POST, own, same-origin, 201",
        "POST, https://admin.example.org, cross-site, 201",
        "POST, , same-origin, 401",
        "POST, , none, 401",
        "POST, https://evil.example.org, , 401"
    })
    void aCookieCountsOnlyForPagesThatAreAllowed(String method, String origin, String site, int status)
            throws Exception {
        var request = client.anonymous(method.equals("GET") ? CALLER : "/api/v1/tickets")
                .header("Cookie", cookie(signIn(EdgeClient.WHOLE)));
        if (origin != null) {
            request.header("Origin", origin.equals("own") ? "http://127.0.0.1:" + client.port() : origin);
        }
        if (site != null) {
            request.header("Sec-Fetch-Site", site);
        }

        var answer = client.send(request.method(method, HttpRequest.BodyPublishers.noBody()));

        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    }

    @Test
    void aCookieCountsOnlyWithItsOwnSignature() throws Exception {
        var cookie = cookie(signIn(EdgeClient.WHOLE));

        assertThat(get(cookie.replaceFirst("alice", "carol")).status()).isEqualTo(401);
        assertThat(get(cookie.replaceFirst("bundle-backup", "bundle-backup2")).status())
                .isEqualTo(401);
        assertThat(get("other=1; " + cookie + "; more=2").status()).isEqualTo(200);
    }

    @Test
    void aCookieGivesNoMoreThanTheTokenDid() throws Exception {
        get(cookie(signIn(EdgeClient.ONLY_BACKUP))).isProblem(403, "not-a-system-caller", 202);
    }

    @Test
    void aTokenThatIsWrongIsNotMadeGoodByACookie() throws Exception {
        client.send(client.anonymous(CALLER)
                        .header("Authorization", "Bearer wrong")
                        .header("Cookie", cookie(signIn(EdgeClient.WHOLE)))
                        .header("Sec-Fetch-Site", "same-origin"))
                .isProblem(401, "unauthenticated", 201);
    }

    @Test
    void signingOutEndsTheLoginAndMayBeRepeated() throws Exception {
        var cookie = cookie(signIn(EdgeClient.WHOLE));

        assertThat(signOut(cookie, STRANGER).header("Set-Cookie")).isEmpty();
        assertThat(get(cookie).status()).isEqualTo(200);

        var answer = signOut(cookie, FRIEND);
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Set-Cookie").orElseThrow()).contains("Max-Age=0");
        assertThat(get(cookie).status()).isEqualTo(401);
        assertThat(signOut(cookie, FRIEND).status()).isEqualTo(204);
    }

    @Test
    void strangersAreNotSignedInAndTokensAlwaysAre() throws Exception {
        client.send(client.anonymous("/api/v1/login")).isProblem(401, "unauthenticated", 201);

        var login = client.get("/api/v1/login").json();
        assertThat(login.path("name").asString()).isEqualTo("alice");
        assertThat(login.has("expiresAt")).isFalse();
    }

    @Test
    void pagesOfAllowedOriginsMayUseTheApi() throws Exception {
        var preflight = preflight(FRIEND);
        assertThat(preflight.status()).isEqualTo(200);
        assertThat(preflight.header("Access-Control-Allow-Origin")).contains(FRIEND);
        assertThat(preflight.header("Access-Control-Allow-Headers").orElse("")).contains("authorization", "range");
        assertThat(preflight.header("Access-Control-Allow-Methods").orElse("")).contains("PATCH");

        var answer = client.send(client.request(CALLER).header("Origin", FRIEND));
        assertThat(answer.header("Access-Control-Allow-Origin")).contains(FRIEND);
        assertThat(answer.header("Access-Control-Expose-Headers").orElse(""))
                .contains("ETag", "Repr-Digest", "Upload-Offset", "Content-Range", "Retry-After");
        var problem = client.send(client.anonymous(CALLER).header("Origin", FRIEND));
        assertThat(problem.status()).isEqualTo(401);
        assertThat(problem.header("Access-Control-Allow-Origin")).contains(FRIEND);
    }

    @Test
    void pagesOfOtherOriginsGetNothingThatLetsThemRead() throws Exception {
        assertThat(preflight(STRANGER).header("Access-Control-Allow-Origin")).isEmpty();
        var answer = client.send(client.request(CALLER).header("Origin", STRANGER));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
    }

    /** The probe has no WebSocket: to a caller who is let in, the handler answers that it does not know the parameter. */
    @Test
    void aTicketLetsOneHandshakeIn() throws Exception {
        var ticket = client.send(client.request("/api/v1/tickets").POST(HttpRequest.BodyPublishers.noBody()))
                .json()
                .path("ticket")
                .asString();

        assertThat(client.send(client.anonymous(CALLER + "?ticket=" + ticket)).status())
                .as("no handshake")
                .isEqualTo(401);
        assertThat(handshake(CALLER + "?ticket=" + ticket)).isEqualTo(400);
        assertThat(handshake(CALLER + "?ticket=" + ticket)).isEqualTo(401);
        assertThat(handshake(CALLER + "?ticket=nonsense")).isEqualTo(401);
    }

    private Answer signIn(String token) throws Exception {
        return client.send(client.anonymous("/api/v1/login")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"token\":\"" + token + "\"}")));
    }

    private static String cookie(Answer answer) {
        return answer.header("Set-Cookie").orElseThrow().split(";")[0];
    }

    private Answer get(String cookie) throws Exception {
        return client.send(client.anonymous(CALLER).header("Cookie", cookie).header("Sec-Fetch-Site", "none"));
    }

    private Answer signOut(String cookie, String origin) throws Exception {
        return client.send(client.anonymous("/api/v1/login")
                .header("Cookie", cookie)
                .header("Origin", origin)
                .DELETE());
    }

    private Answer preflight(String origin) throws Exception {
        return client.send(client.anonymous(CALLER)
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "PATCH")
                .header("Access-Control-Request-Headers", "authorization, range")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
    }

    private int handshake(String path) {
        try (var http = HttpClient.newHttpClient()) {
            http.newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + client.port() + path), new WebSocket.Listener() {})
                    .join();
            return 101;
        } catch (CompletionException e) {
            var refusal = (WebSocketHandshakeException) Objects.requireNonNull(e.getCause());
            return refusal.getResponse().statusCode();
        }
    }
}
