package io.bundlebackup.session.web.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.session.BundleRequest;
import io.bundlebackup.session.NewSession;
import io.bundlebackup.session.Sessions;
import io.bundlebackup.session.state.SessionType;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts and stops the service itself. */
@Timeout(120)
class StreamShutdownTests {
    @TempDir
    Path directory = Path.of("");

    @BeforeEach
    void makeBundle() throws Exception {
        EventsFixture.makeBundle(directory.resolve("bundles"));
    }

    private ConfigurableApplicationContext start() {
        return new SpringApplicationBuilder(EventsApplication.class)
                .run(
                        "--spring.config.location=classpath:/",
                        "--server.port=0",
                        "--backup.data-directory=" + directory.resolve("service"),
                        "--backup.bundles-directory=" + directory.resolve("bundles"),
                        "--backup.security.tokens[0].name=alice",
                        "--backup.security.tokens[0].sha256=c56abb6c3619cc1bb4c3b67ad3cb03ebb83a09c6c060833d47e15a9555852317",
                        "--backup.security.tokens[0].authorities=backup,system");
    }

    private static EventsClient client(ConfigurableApplicationContext service) {
        return new EventsClient(service.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
    }

    private static String session(ConfigurableApplicationContext service) {
        var request = new BundleRequest(EventsFixture.BUNDLE, 0, null, 800, null, null, null, null, null);
        return service.getBean(Sessions.class)
                .create("alice", new NewSession(SessionType.BACKUP, null, List.of(request), null), null)
                .id();
    }

    @Test
    void tellsEveryReaderAndWaitsForNone() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var service = start();
            var client = client(service);
            var path = EventsFixture.path(session(service));
            var socket = client.socket(path);
            var all = client.socket(EventApi.OF_ALL);
            var sse = client.sse(path);
            var first = socket.events(1).getFirst();
            assertThat(first.has("err")).as("%s", first).isFalse();
            sse.next(1);
            var page = threads.submit(() -> client.get(path + "?after=1&wait=60"));
            await().until(() -> service.getBean(OpenStreams.class).size() == 4);

            var begun = Instant.now();
            service.close();

            assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(15));
            assertThat(socket.closeCode()).isEqualTo(1012);
            assertThat(all.closeCode()).isEqualTo(1012);
            assertThat(sse.rest()).isEmpty();
            assertThat(page.get().text()).isEqualTo("{\"events\":[],\"next\":1,\"lastSeq\":1,\"ended\":false}");
        }
    }

    @Test
    void goesOnWithTheNextNumberAfterARestart() throws Exception {
        String session;
        try (var service = start()) {
            session = session(service);
            try (var socket = client(service).socket(EventsFixture.path(session))) {
                socket.events(1);
            }
        }
        try (var service = start();
                var socket = client(service).socket(EventsFixture.path(session) + "?after=1")) {
            var died = socket.events(1).getFirst();

            assertThat(died.path("seq").asLong()).isEqualTo(2);
            assertThat(died.path("type").asString()).isEqualTo("onBackupServiceDied");
            new EventDocument().accepts(died);
        }
    }

    @Test
    void goesOnAfterTheCursorAfterARestart() throws Exception {
        String session;
        String cursor;
        try (var service = start()) {
            var begin = client(service)
                    .get("/api/v1/sessions")
                    .json()
                    .path("cursor")
                    .asString();
            session = session(service);
            try (var socket = client(service).socket(EventApi.OF_ALL + "?cursor=" + begin)) {
                cursor = socket.events(1).getFirst().path("cursor").asString();
            }
        }
        try (var service = start();
                var socket = client(service).socket(EventApi.OF_ALL + "?cursor=" + cursor)) {
            var died = socket.events(1).getFirst();

            assertThat(died.path("sessionId").asString()).isEqualTo(session);
            assertThat(died.path("seq").asLong()).isEqualTo(2);
            assertThat(died.path("type").asString()).isEqualTo("onBackupServiceDied");
        }
    }
}
