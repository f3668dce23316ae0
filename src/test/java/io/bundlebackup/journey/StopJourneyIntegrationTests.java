package io.bundlebackup.journey;

import static io.bundlebackup.journey.SourceTree.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** The service is asked to stop while requests are running. */
class StopJourneyIntegrationTests extends JourneyTest {
    @Test
    void finishesRunningRequestsAndRefusesNewOnesWhileItStops() throws Exception {
        var bundle = service.bundle(file("a", "hi"));
        var source = service.bundle(file("a", "hi"));
        var restore = RestoreSession.of(alice, bundle);
        var backup = alice.backUp(source);
        backup.awaitFile(source, "part");
        var next = alice.get(backup.url("/files")).is(200).json().path("next").asString("");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var newcomer = service.client(RunningService.ALICE);
                var upload = new Socket("127.0.0.1", alice.port())) {
            upload.setSoTimeout(30_000);
            var waiting = threads.submit(() -> alice.get(backup.url("/files?wait=20&after=" + next)));
            send(
                    upload,
                    "PUT " + restore.session().url("/bundles/" + bundle + "/uploads/part.0.tar") + " HTTP/1.1\r\n"
                            + "Host: x\r\nAuthorization: Bearer " + RunningService.ALICE + "\r\n"
                            + "Content-Type: application/octet-stream\r\nContent-Length: 10\r\n\r\nhello");
            await().until(() -> restore.uploads(bundle).toString().contains("\"offset\":5"));

            var restarting = threads.submit(service::restart);

            await().until(() -> newcomer.get("/actuator/health/readiness").status() == 503);
            assertThat(waiting.get().is(200).json().path("more").asBoolean(false))
                    .as("more files come")
                    .isTrue();
            assertThat(newcomer.get("/actuator/health/liveness").status()).isEqualTo(200);
            assertThat(newcomer.get("/api/v1/status")
                            .is(200)
                            .json()
                            .path("state")
                            .asString(""))
                    .isEqualTo("stopping");
            for (var session : List.of(backup, restore.session())) {
                assertThat(newcomer.get(session.url(""))
                                .is(503)
                                .json()
                                .path("code")
                                .asInt(0))
                        .isEqualTo(13600001);
            }
            assertThat(restarting.isDone()).isFalse();

            send(upload, "world");
            var answer = new BufferedReader(new InputStreamReader(upload.getInputStream(), StandardCharsets.UTF_8));
            assertThat(answer.readLine()).startsWith("HTTP/1.1 200");
            restarting.get();
        }
        alice.close();
        alice = service.client(RunningService.ALICE);
        for (var session : List.of(backup, restore.session())) {
            alice.adopt(alice.get("/api/v1/sessions/" + session.id()).is(200));
        }
        assertThat(alice.get(restore.session().url("/bundles/" + bundle + "/uploads/part.0.tar"))
                        .is(200)
                        .json()
                        .path("complete")
                        .asBoolean(false))
                .isTrue();
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }
}
