package io.bundlebackup.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.io.TempDir;

/**
 * A journey against the running service. Classes with the same settings share one service, each test makes bundles of its own. At
 * the end of each test every session of its client is released, its log is checked against the grammar in all three forms, and
 * nothing of it may be staged, uploaded or half restored any more.
 */
@ExtendWith(JourneyTest.SharedServices.class)
public abstract class JourneyTest {
    public static final String SMALL_PARTS = "backup.pack.part-files=5";

    public RunningService service;
    public Client alice;

    @TempDir
    public Path folder = Path.of("");

    /** What the service is started with. */
    public List<String> settings() {
        return List.of(SMALL_PARTS, "backup.pack.part-size=256KB");
    }

    @BeforeEach
    void arrive(RunningService shared) {
        service = shared;
        alice = service.client(RunningService.ALICE);
    }

    @AfterEach
    public void leave() {
        for (var session : alice.sessions()) {
            check(session);
        }
        await().atMost(Duration.ofSeconds(5)).until(() -> service.leftBeside().isEmpty());
        alice.close();
    }

    /** Ends the session and checks what it said. */
    public void check(BackupSession session) {
        session.release().is(204);
        assertThat(session.recorder().awaitClose()).isEqualTo(1000);
        var log = session.log(7);
        EventGrammar.check(session.view(), log);
        assertThat(session.recorder().events()).isEqualTo(log);
        assertThat(session.logBySse()).isEqualTo(log);
        await().atMost(Duration.ofSeconds(5))
                .until(() -> service.staged(session.id()).isEmpty()
                        && service.uploaded(session.id()).isEmpty());
    }

    static final class SharedServices implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == RunningService.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            var settings = ((JourneyTest) context.getRequiredTestInstance()).settings();
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .computeIfAbsent(settings, RunningService::start, RunningService.class);
        }
    }
}
