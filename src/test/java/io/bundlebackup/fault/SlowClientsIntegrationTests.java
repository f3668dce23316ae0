package io.bundlebackup.fault;

import static io.bundlebackup.journey.SourceTree.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.journey.BackupSession;
import io.bundlebackup.journey.Client;
import io.bundlebackup.journey.LeanService;
import io.bundlebackup.journey.RestoreSession;
import io.bundlebackup.journey.RunningService;
import io.bundlebackup.journey.SourceTree;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients of the packaged service that stop reading, or send a byte a second. {@code -Dslow.clients=500} for more of each kind. */
@Tag("alone")
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlowClientsIntegrationTests {
    private static final int CLIENTS = Integer.getInteger("slow.clients", 40);
    private static final Duration PERIOD = Duration.ofSeconds(CLIENTS < 100 ? 1 : 5);
    private static final String SOURCE = "com.example.source";
    private static final String TARGET = "com.example.target";
    private static final int SIZE = 20_000_000;

    /** What may come and go whatever slow clients do: keep-alive connections, and pools of threads that other clients fill. */
    private static final int SLACK = 8;

    private static final int POOLED_THREADS = 32;

    private LeanService service;
    private Client client;
    private int port;
    private BackupSession backup;
    private RestoreSession restore;
    private BackupSession.Delivered big;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    @BeforeAll
    void start(@TempDir Path home) throws Exception {
        service = LeanService.start(home, "1g", LeanService.STARTS_SOON);
        client = service.client();
        port = client.port();
        SourceTree.tree(file("big", SIZE), file("small", 1)).plant(service.bundle(SOURCE));
        service.bundle(TARGET);
        backup = client.backUp(SOURCE);
        big = backup.awaitFile(SOURCE, "file");
        restore = RestoreSession.of(client, TARGET);
        restore.session().recorder().await("onBundleBegin", TARGET);
        exchanges(Duration.ofSeconds(1));
    }

    @AfterAll
    void stop() {
        client.close();
        service.close();
    }

    @AfterEach
    void disconnect() throws IOException {
        for (var socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    private void send(String request) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        sockets.add(socket);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }

    private static String head(String line, String... fields) {
        return line + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + RunningService.ALICE + "\r\n"
                + String.join(
                        "",
                        List.of(fields).stream().map(field -> field + "\r\n").toList());
    }

    private static String get(String url, String... fields) {
        return head("GET " + url, fields) + "\r\n";
    }

    private static String ranges() {
        return "Range: bytes=0-" + (SIZE / 2 - 1) + "," + (SIZE / 2 + 1) + "-" + (SIZE - 1);
    }

    /** One more of each kind. */
    private void addSlowClients(int number) throws IOException {
        send(get(big.contentUrl()));
        send(get(big.contentUrl(), ranges()));
        send(get(backup.url("/events"), "Accept: text/event-stream"));
        send("GET /api/v1/status HTTP/1.1\r\nHost: a\r\nX-Slow: ");
        send(head(
                        "PUT " + restore.session().bundleUrl(TARGET, "/uploads/part." + number + ".tar"),
                        "Content-Type: application/octet-stream",
                        "Content-Length: 1000000")
                + "\r\n");
    }

    /** How many downloads and uploads of another client are done in this time. */
    private int exchanges(Duration time) {
        var upload = new byte[100_000];
        long end = System.nanoTime() + time.toNanos();
        int done = 0;
        for (; System.nanoTime() < end; done++) {
            assertThat(client.get(big.contentUrl(), "Range", "bytes=0-999999")
                            .is(206)
                            .body())
                    .hasSize(1_000_000);
            assertThat(client.get(backup.url("")).is(200).body()).isNotEmpty();
            restore.upload(TARGET, "big", upload);
        }
        return done;
    }

    private static void awaitTrue(BooleanSupplier condition) {
        await().atMost(Duration.ofSeconds(30)).until(condition::getAsBoolean);
    }

    @Test
    void slowClientsCostNoThreadAndLeaveHalfOfItsSpeedToAnother() throws Exception {
        int threads = service.threads();
        int descriptors = service.descriptors();
        int alone = Math.max(exchanges(PERIOD), exchanges(PERIOD));
        try (var clock = Executors.newSingleThreadScheduledExecutor()) {
            for (int i = 0; i < CLIENTS; i++) {
                addSlowClients(i);
            }
            clock.scheduleAtFixedRate(this::sendAByteEach, 1, 1, TimeUnit.SECONDS);
            awaitTrue(() -> service.descriptors() >= descriptors + 5 * CLIENTS);

            var used = service.processorTime();
            await().pollDelay(PERIOD).until(() -> true);
            used = service.processorTime().minus(used);
            int beside = 0;
            for (int i = 0; i < 4 && beside < alone / 2; i++) {
                beside = Math.max(beside, exchanges(PERIOD));
            }

            System.out.printf(
                    "%d of each: alone %d, beside them %d; threads %d, then %d; descriptors %d, then %d; they use %d ms of %d s%n",
                    CLIENTS,
                    alone,
                    beside,
                    threads,
                    service.threads(),
                    descriptors,
                    service.descriptors(),
                    used.toMillis(),
                    PERIOD.toSeconds());
            assertThat(beside).as("exchanges, %d alone", alone).isGreaterThanOrEqualTo(alone / 2);
            assertThat(service.threads()).isLessThanOrEqualTo(threads + POOLED_THREADS);
            clock.shutdownNow();
        }
        disconnect();
        awaitTrue(() -> service.descriptors() <= descriptors + SLACK);
        awaitTrue(() -> service.threads() <= threads + POOLED_THREADS);
    }

    private void sendAByteEach() {
        for (int i = 0; i < sockets.size(); i++) {
            if (i % 5 >= 3) {
                try {
                    sockets.get(i).getOutputStream().write('a');
                } catch (IOException e) {
                    // The service has closed this connection.
                    continue;
                }
            }
        }
    }

    @Test
    void thousandsOfRangesWithoutAPauseCostFewDescriptors() throws Exception {
        int threads = service.threads();
        int descriptors = service.descriptors();
        var requests = get(big.contentUrl(), "Range: bytes=0-999999").repeat(2_000);
        var pushing = Thread.ofVirtual().start(() -> {
            try {
                send(requests);
            } catch (IOException e) {
                // The test has closed the connection.
                assertThat(sockets.getLast().isClosed()).isTrue();
            }
        });
        awaitTrue(() -> service.descriptors() > descriptors);
        for (int i = 0; i < 100; i++) {
            client.get(big.contentUrl(), "Range", "bytes=" + i + "-99999").is(206);
        }

        assertThat(service.descriptors()).isLessThanOrEqualTo(descriptors + 16);
        assertThat(service.threads()).isLessThanOrEqualTo(threads + POOLED_THREADS);
        sockets.getLast().close();
        pushing.join();
        awaitTrue(() -> service.descriptors() <= descriptors + SLACK);
    }
}
