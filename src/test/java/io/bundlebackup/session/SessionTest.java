package io.bundlebackup.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test of sessions: each has a {@link SessionFixture} of its own, which runs. */
public abstract class SessionTest {
    protected static final String ALICE = SessionFixture.ALICE;

    @TempDir
    protected Path root = Path.of("");

    protected SessionFixture service;

    @BeforeEach
    void startService() {
        service = SessionFixture.in(root, settings());
    }

    /** Of the service: two slots, unless a test overrides this. */
    protected SessionSettings settings() {
        return SessionFixture.settings(root, 2, 3, 5);
    }

    @AfterEach
    void stopService() throws Exception {
        service.close();
    }

    protected static void refuses(ProblemType type, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.type()).isEqualTo(type));
    }

    /** A session in which {@code a} runs. */
    protected final String running() {
        var id = service.session("a");
        service.work.awaitBegin(id, "a");
        return id;
    }

    /** Takes both slots: bundles that are appended from now on stay queued. */
    protected final String fillSlots() {
        var id = service.sessionOf(SessionFixture.BOB, "d", "e");
        service.work.awaitBegin(id, "d");
        service.work.awaitBegin(id, "e");
        return id;
    }
}
