package io.bundlebackup.session.web.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.session.BundleRequest;
import io.bundlebackup.session.NewSession;
import io.bundlebackup.session.Sessions;
import io.bundlebackup.session.state.SessionType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** A running service on a port of its own, with sessions whose events come when the test says so. */
@SpringBootTest(
        classes = EventsApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.config.location=classpath:/",
            "backup.scheduler.slots=50",
            // No event that no test asked for.
            "backup.progress-interval=1h",
            "server.tomcat.connection-timeout=2s",
            "backup.security.tokens[0].name=alice",
            "backup.security.tokens[0].sha256=c56abb6c3619cc1bb4c3b67ad3cb03ebb83a09c6c060833d47e15a9555852317",
            "backup.security.tokens[0].authorities=backup,system,vault",
            "backup.security.tokens[1].name=bob",
            "backup.security.tokens[1].sha256=6c67163bbed989f232b31acc4f04df54b31285bfc01bd022c735b71e041a4754",
            "backup.security.tokens[1].authorities=backup,system",
            "backup.security.tokens[2].name=carol",
            "backup.security.tokens[2].sha256=021dc2b9618051186d986d274ed34a17845ac4700b8cb000039f721eb42fe978",
            "backup.security.tokens[2].authorities=backup",
            "backup.security.tokens[3].name=dora",
            "backup.security.tokens[3].sha256=95d1103cde66a556273997e93237a33f14680027022cbcb3d55dcbdf99e645d7",
            "backup.security.tokens[3].authorities=backup,system",
            "backup.security.tokens[3].limits.bytes-per-second=16KB"
        })
@DirtiesContext
@Timeout(60)
abstract class EventsFixture {
    static final String BUNDLE = "com.example.hiworld";
    static final String OWNER = "alice";

    @TempDir
    static Path directory = Path.of("");

    @LocalServerPort
    int port;

    @Autowired
    Sessions sessions;

    @Autowired
    EventWork work;

    @Autowired
    OpenStreams streams;

    EventsClient client = new EventsClient(0);
    private final List<String> mine = new ArrayList<>();

    @DynamicPropertySource
    static void directories(DynamicPropertyRegistry properties) throws IOException {
        makeBundle(directory.resolve("bundles"));
        properties.add(
                "backup.data-directory", () -> directory.resolve("service").toString());
        properties.add(
                "backup.bundles-directory", () -> directory.resolve("bundles").toString());
    }

    static void makeBundle(Path bundles) throws IOException {
        var bundle = bundles.resolve(BUNDLE);
        Files.createDirectories(bundle.resolve("data"));
        Files.writeString(bundle.resolve("bundle.json"), "{\"versionCode\":1,\"versionName\":\"1.0\"}");
    }

    @BeforeEach
    void connect() {
        client = new EventsClient(port);
    }

    @AfterEach
    void leaveNothingBehind() {
        mine.forEach(session -> sessions.release(OWNER, session));
        await("all readers have left").until(() -> streams.size() == 0);
    }

    /** A session without a bundle, so without an event. */
    String emptySession() {
        return remembered(sessions.create(OWNER, new NewSession(SessionType.BACKUP, null, List.of(), null), null)
                .id());
    }

    /** A session whose log has {@code onBundleBegin} and nothing else. */
    String session() {
        var request = new BundleRequest(BUNDLE, 0, null, 800, null, null, null, null, null);
        var session = remembered(
                sessions.create(OWNER, new NewSession(SessionType.BACKUP, null, List.of(request), null), null)
                        .id());
        awaitSeq(session, 1);
        assertThat(sessions.get(OWNER, session).requireBundle(BUNDLE).running()).isTrue();
        return session;
    }

    private String remembered(String session) {
        mine.add(session);
        return session;
    }

    /** A session whose log has {@code onBundleBegin} and {@code count - 1} times {@code onProcess}. */
    String sessionWith(int count) {
        var session = session();
        work.fail(session, count - 1, "unreadable");
        awaitSeq(session, count);
        return session;
    }

    void awaitSeq(String session, long seq) {
        await("event " + seq).until(() -> lastSeq(session) >= seq);
    }

    void awaitEnded(String session) {
        await("the end of the session")
                .until(() -> !sessions.get(OWNER, session).state().live());
    }

    long lastSeq(String session) {
        return sessions.get(OWNER, session).lastSeq();
    }

    static String path(String session) {
        return "/api/v1/sessions/" + session + "/events";
    }

    static long[] range(long first, long last) {
        return LongStream.rangeClosed(first, last).toArray();
    }

    static long[] seqs(List<JsonNode> events) {
        return events.stream().mapToLong(event -> event.path("seq").asLong()).toArray();
    }

    static void assertDense(List<JsonNode> events, long first, long last) {
        assertThat(seqs(events)).containsExactly(range(first, last));
    }
}
