package io.bundlebackup.journey.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.journey.BackupSession;
import io.bundlebackup.journey.Client;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RunningService;
import io.bundlebackup.journey.SourceTree;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Callers come, change and go with the configuration, without a restart. */
@ExtendWith(OutputCaptureExtension.class)
class RevocationJourneyIntegrationTests extends JourneyTest {
    private static final String ZOE = "token-of-zoe";
    private static final String ZOES = RunningService.caller("zoe", ZOE, "backup, system, vault");
    private static final Duration SOON = Duration.ofSeconds(5);

    private void configure(String... more) {
        service.write(List.of(more));
    }

    private void awaitStatus(Client caller, int status) {
        await().atMost(SOON).until(() -> caller.get("/api/v1/status").status() == status);
    }

    @AfterEach
    void asBefore() {
        configure();
        try (var zoe = service.client(ZOE)) {
            awaitStatus(zoe, 401);
        }
    }

    /** A session of a bundle with a file that takes the container long to send, because nobody reads it. */
    private BackupSession.Delivered bigFile(Client zoe) {
        var bundle = service.bundle(SourceTree.file("big.bin", 48 << 20));
        return zoe.backUp(bundle).awaitFile(bundle, "file");
    }

    @Test
    void aRevokedCallerLosesEverythingOpenWithinSeconds(CapturedOutput output) throws Exception {
        try (var zoe = service.client(ZOE);
                var idle = new Socket("127.0.0.1", service.port())) {
            configure(ZOES);
            awaitStatus(zoe, 200);
            idle.getOutputStream()
                    .write(("GET /api/v1/status HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + ZOE + "\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            var login = zoe.post("/api/v1/login", "{\"token\":\"" + ZOE + "\"}").is(204);
            var cookie = login.header("Set-Cookie").orElse("").split(";")[0];
            var stranger = service.client("");
            stranger.get("/api/v1/status", "Cookie", cookie, "Sec-Fetch-Site", "same-origin")
                    .is(200);
            var ticket = zoe.post("/api/v1/tickets", "")
                    .is(201)
                    .json()
                    .path("ticket")
                    .asString();
            var socket = zoe.record("/api/v1/events");
            var file = bigFile(zoe);
            var download = zoe.stream(file.fileUrl());
            var events = zoe.stream("/api/v1/events", "Accept", "text/event-stream");
            assertThat(download.body().read()).isGreaterThanOrEqualTo(0);

            configure();
            awaitStatus(zoe, 401);
            var revoked = System.nanoTime();

            assertThat(socket.awaitClose()).isEqualTo(4401);
            events.body().readAllBytes();
            assertThat(new String(idle.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .as("all connections of the caller are cut, after its streams were closed")
                    .startsWith("HTTP/1.1 200");
            assertThatThrownBy(() -> download.body().readAllBytes()).isInstanceOf(IOException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - revoked)).isLessThan(SOON);
            stranger.get("/api/v1/status", "Cookie", cookie, "Sec-Fetch-Site", "same-origin")
                    .is(401);
            assertThatThrownBy(() -> stranger.record("/api/v1/events?ticket=" + ticket))
                    .isInstanceOf(CompletionException.class);
            alice.get("/api/v1/status").is(200);
            assertThat(output)
                    .contains("The callers have changed with the configuration: zoe was added.")
                    .contains("The callers have changed with the configuration: zoe was removed.");
            await().untilAsserted(() -> assertThat(alice.get("/api/v1/audit?operation=callersChanged")
                            .is(200)
                            .text())
                    .contains("zoe was added", "zoe was removed"));

            configure(ZOES);
            awaitStatus(zoe, 200);
            zoe.sessions().forEach(session -> session.release().is(204));
        }
    }

    @Test
    void aTokenEndsAtItsTime() {
        try (var zoe = service.client(ZOE)) {
            var ends = Instant.now().plusSeconds(4).truncatedTo(ChronoUnit.MILLIS);
            configure(ZOES + "\n    expires: " + ends);
            awaitStatus(zoe, 200);
            var socket = zoe.record("/api/v1/events");

            assertThat(socket.awaitClose()).isEqualTo(4401);
            zoe.get("/api/v1/status").isProblem(401, "unauthenticated", 201);
            assertThat(Instant.now()).isBetween(ends, ends.plus(SOON));
        }
    }

    @Test
    void anInvalidFileChangesNothingAndIsToldOnce(CapturedOutput output) {
        try (var zoe = service.client(ZOE)) {
            configure(ZOES);
            awaitStatus(zoe, 200);
            for (var wrong :
                    List.of("  - name: [", ZOES.replace("zoe", "zoe!"), ZOES + "\n    expire: 2027-01-01T00:00:00Z")) {
                var before = output.getAll().length();
                configure(wrong);
                await().atMost(SOON)
                        .until(() -> output.getAll()
                                .substring(before)
                                .contains("is not valid, so all callers stay as they are"));
                zoe.get("/api/v1/status").is(200);
            }
            assertThat(output.getAll().split("all callers stay as they are", -1))
                    .hasSize(4);
        }
    }

    @Test
    void newLimitsCountForTheNextRequest() {
        try (var zoe = service.client(ZOE)) {
            configure(ZOES);
            awaitStatus(zoe, 200);
            var bundle = service.bundle(SourceTree.file("a.txt", "content"));
            var session = zoe.backUp(bundle);
            var file = session.awaitFile(bundle, "part");
            session.fetch(file).is(200);

            configure(ZOES + "\n    bundles: [org.other]");

            await().atMost(SOON).until(() -> session.fetch(file).status() == 404);
            session.release().is(204);
        }
    }

    @Test
    void aCallerIsHeldToItsShare() {
        try (var zoe = service.client(ZOE)) {
            var bundle = service.bundle(SourceTree.file("big.bin", 3 << 20));
            configure(ZOES + "\n    limits: {bytes-per-second: 1MB, event-readers: 1, sessions: 1, connections: 1}");
            awaitStatus(zoe, 200);

            var session = zoe.backUp(bundle);
            zoe.post("/api/v1/sessions", "{\"type\":\"backup\"}").isProblem(429, "too-many-sessions", 13900011);
            zoe.get("/api/v1/events?wait=1").isProblem(429, "too-many-requests", 13900011);
            var file = session.awaitFile(bundle, "file");
            var begin = System.nanoTime();
            assertThat(session.fetch(file).is(200).body()).hasSize(3 << 20);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(Duration.ofMillis(1_800), SOON);
            session.disconnect();
            session.release().is(204);
            alice.get("/api/v1/status").is(200);
        }
    }

    @Test
    void requestsThatComeTooFastAreRefused() {
        try (var zoe = service.client(ZOE)) {
            configure(ZOES + "\n    limits: {requests-per-second: 2}");
            awaitStatus(zoe, 200);

            await().atMost(SOON)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> zoe.get("/api/v1/status").status() == 429);

            var refused = zoe.get("/api/v1/queue").isProblem(429, "too-many-requests", 13900011);
            assertThat(Integer.parseInt(refused.header("Retry-After").orElse("0")))
                    .isBetween(1, 2);
            alice.get("/api/v1/status").is(200);
            awaitStatus(zoe, 200);
        }
    }
}
