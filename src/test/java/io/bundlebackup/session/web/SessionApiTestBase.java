package io.bundlebackup.session.web;

import io.bundlebackup.session.Events;
import io.bundlebackup.session.GatedScan;
import io.bundlebackup.session.ScriptedWork;
import io.bundlebackup.session.SessionFilter;
import io.bundlebackup.session.Sessions;
import io.bundlebackup.session.state.BundleState;
import io.bundlebackup.session.state.SessionSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Two callers and the work behind the service; after each test nothing lives any more. */
@SessionApiTest
abstract class SessionApiTestBase {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @LocalServerPort
    private int port;

    @Autowired
    protected ScriptedWork work;

    @Autowired
    protected GatedScan scan;

    @Autowired
    protected Sessions sessions;

    @Autowired
    protected Events events;

    protected ApiClient alice = new ApiClient(0, "");
    protected ApiClient bob = new ApiClient(0, "");

    @BeforeEach
    void connect() {
        alice = new ApiClient(port, "alice-token");
        bob = new ApiClient(port, "bob-token");
    }

    @AfterEach
    void releaseAll() {
        for (var owner : List.of("alice", "bob")) {
            for (var session : sessions.page(owner, new SessionFilter(null, null, null), Long.MAX_VALUE, 1000)) {
                if (session.state().live()) {
                    sessions.release(owner, session.id());
                    await(owner, session.id(), s -> !s.state().live());
                }
            }
        }
    }

    SessionSnapshot await(String owner, String id, Predicate<SessionSnapshot> condition) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var now = sessions.get(owner, id);
            if (condition.test(now)) {
                return now;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("It did not come to that: " + now);
            }
            awaitNews(owner, now);
        }
    }

    private void awaitNews(String owner, SessionSnapshot seen) {
        try {
            events.page(owner, seen.id(), new Events.From.After(seen.lastSeq()), Set.of(), 1, Duration.ofMillis(200));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    void awaitRunning(String path, String bundle) {
        work.awaitBegin(ApiClient.id(path), bundle);
    }

    void awaitEnded(String path, String bundle) {
        await(
                "alice",
                ApiClient.id(path),
                s -> Objects.requireNonNull(s.bundle(bundle)).state() == BundleState.ENDED);
    }

    /** A session in which {@code a} runs, and so holds the only slot. */
    String running() {
        var path = alice.session("a");
        awaitRunning(path, "a");
        return path;
    }
}
