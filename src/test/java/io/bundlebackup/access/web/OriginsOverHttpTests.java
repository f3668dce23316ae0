package io.bundlebackup.access.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/**
 * From which pages a browser is let in: every way to say who is calling, from every kind of origin, in every kind of request. The
 * expectation is computed from the rule of the threat model, not from a list.
 */
@TestPropertySource(properties = "backup.security.allowed-origins=https://admin.example.org")
class OriginsOverHttpTests extends EdgeTest {
    private static final String FRIEND = "https://admin.example.org";

    private enum Way {
        BEARER,
        COOKIE,
        TICKET
    }

    private enum From {
        OWN,
        ALLOWED,
        FOREIGN,
        NULL,
        MISSING,
        /** A browser says that the request comes from a page of the service, or from the user. */
        MISSING_SAME_ORIGIN,
        MISSING_CROSS_SITE
    }

    private enum Kind {
        GET(true),
        EVENTS(true),
        POST(false),
        DELETE(false),
        WEB_SOCKET(false);

        private final boolean read;

        Kind(boolean read) {
            this.read = read;
        }
    }

    @Test
    void onlyPagesThatAreAllowedAreLetInByACookie() throws Exception {
        var wrong = new ArrayList<String>();
        for (var way : Way.values()) {
            for (var from : From.values()) {
                for (var kind : Kind.values()) {
                    var status = status(way, from, kind);
                    if ((status != 401) != isLetIn(way, from, kind)) {
                        wrong.add(way + " " + from + " " + kind + ": " + status);
                    }
                }
            }
        }

        assertThat(wrong).isEmpty();
    }

    private static boolean isLetIn(Way way, From from, Kind kind) {
        return switch (way) {
            // No page of another origin knows a token or a ticket.
            case BEARER -> true;
            case TICKET -> kind == Kind.WEB_SOCKET;
            case COOKIE ->
                switch (from) {
                    case OWN, ALLOWED -> true;
                    case MISSING_SAME_ORIGIN -> kind.read;
                    case FOREIGN, NULL, MISSING, MISSING_CROSS_SITE -> false;
                };
        };
    }

    private int status(Way way, From from, Kind kind) throws Exception {
        var lines = new ArrayList<>(List.of("Host: 127.0.0.1:" + client.port(), "Connection: close"));
        var query = "";
        switch (way) {
            case BEARER -> lines.add("Authorization: Bearer " + EdgeClient.WHOLE);
            case COOKIE -> lines.add("Cookie: " + cookie());
            case TICKET -> query = "?ticket=" + ticket();
        }
        switch (from) {
            case OWN -> lines.add("Origin: http://127.0.0.1:" + client.port());
            case ALLOWED -> lines.add("Origin: " + FRIEND);
            case FOREIGN -> lines.add("Origin: https://evil.example.org");
            case NULL -> lines.add("Origin: null");
            case MISSING -> {}
            case MISSING_SAME_ORIGIN -> lines.add("Sec-Fetch-Site: same-origin");
            case MISSING_CROSS_SITE -> lines.add("Sec-Fetch-Site: cross-site");
        }
        var method = kind == Kind.POST || kind == Kind.DELETE ? kind.name() : "GET";
        if (kind == Kind.EVENTS) {
            lines.add("Accept: text/event-stream");
        }
        if (kind == Kind.WEB_SOCKET) {
            lines.addAll(List.of(
                    "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
            lines.set(1, "Connection: Upgrade");
        }
        if (kind == Kind.POST) {
            lines.add("Content-Length: 0");
        }
        return client.raw(method + " /api/v1/access/caller" + query + " HTTP/1.1\r\n" + String.join("\r\n", lines)
                        + "\r\n\r\n")
                .status();
    }

    private String cookie() throws Exception {
        return client.send(client.anonymous("/api/v1/login")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"token\":\"" + EdgeClient.WHOLE + "\"}")))
                .header("Set-Cookie")
                .orElseThrow()
                .split(";")[0];
    }

    private String ticket() throws Exception {
        return client.send(client.request("/api/v1/tickets").POST(HttpRequest.BodyPublishers.noBody()))
                .json()
                .path("ticket")
                .asString();
    }
}
