package io.bundlebackup.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.bundle.LastRun;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.session.state.BundleId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is kept of the last runs of a bundle. */
class LastRunTests extends SessionTest {
    private String begun() {
        service.clock.advance(Duration.ofMinutes(1));
        var id = service.session("a");
        service.work.awaitBegin(id, "a");
        return id;
    }

    private void end(String id) {
        service.awaitEnd(id, "a");
        service.sessions.release(ALICE, id);
    }

    private String completed() {
        var id = begun();
        service.work.step(id, "a", task -> task.announce(SessionFixture.part(0)));
        service.files.close(ALICE, new BundleId(id, "a"), "part.0.tar", null);
        service.work.finish(id, "a", 7L);
        end(id);
        return id;
    }

    private String failed() {
        var id = begun();
        service.work.step(id, "a", task -> task.announce(SessionFixture.part(0)));
        service.work.step(id, "a", task -> task.announce(SessionFixture.part(1)));
        service.files.close(ALICE, new BundleId(id, "a"), "part.0.tar", null);
        service.work.step(id, "a", task -> task.fileFailed("x", ErrorCode.IO_ERROR, "gone"));
        service.work.fail(id, "a", Failure.of(ErrorCode.IO_ERROR));
        end(id);
        return id;
    }

    private LastRun last() {
        return service.store.history.lastBackup("a").orElseThrow();
    }

    private Optional<Instant> completion() {
        return service.store.history.lastCompletedBackup("a");
    }

    @Test
    void isNothingBeforeTheFirst() {
        assertThat(service.store.history.lastBackup("a")).isEmpty();
        assertThat(service.store.history.lastRestore("a")).isEmpty();
        assertThat(completion()).isEmpty();
    }

    @Test
    void tellsWhatTheClientHas() {
        var id = completed();

        assertThat(last()).isEqualTo(new LastRun(id, "backup", "completed", service.clock.instant(), 20, 2, 0, 7L));
        assertThat(completion()).contains(service.clock.instant());
        assertThat(service.store.history.lastRestore("a")).isEmpty();
        assertThat(service.store.history.lastBackup("b")).isEmpty();
    }

    @Test
    void aFailedOneIsTheLastButNotTheLastThatCompleted() {
        completed();
        var then = service.clock.instant();
        var id = failed();

        assertThat(last()).isEqualTo(new LastRun(id, "backup", "failed", service.clock.instant(), 20, 2, 1, null));
        assertThat(completion()).contains(then);
    }

    @Test
    void aCancelledOneIsTheLastButNotTheLastThatCompleted() {
        completed();
        var then = service.clock.instant();
        var id = begun();
        service.sessions.release(ALICE, id);
        service.awaitEnd(id, "a");

        assertThat(last()).isEqualTo(new LastRun(id, "backup", "cancelled", service.clock.instant(), 0, 0, 0, null));
        assertThat(completion()).contains(then);
    }

    @Test
    void whatNeverBeganIsNoRun() {
        var id = completed();
        // Two others hold the slots.
        service.work.awaitBegin(service.session("b"), "b");
        service.work.awaitBegin(service.session("c"), "c");
        var queued = service.session("a");
        service.controls.withdraw(ALICE, new BundleId(queued, "a"));
        service.sessions.release(ALICE, queued);
        service.session("nobody");

        assertThat(last().sessionId()).isEqualTo(id);
        assertThat(service.store.history.lastBackup("nobody")).isEmpty();
    }

    @Test
    void outlivesTheHistoryAndARestart() {
        var id = completed();
        var then = service.clock.instant();
        failed();
        var before = last();
        service.store.history.forget(then.plus(Duration.ofDays(31)));
        assertThat(service.store.rows.find(id)).isEmpty();
        assertThat(last()).isEqualTo(before);

        service = service.killAndStart();

        assertThat(last()).isEqualTo(before);
        assertThat(completion()).contains(then);
    }

    @Test
    void isTheRunThatEndsAfterARestart() {
        completed();
        var then = service.clock.instant();
        var id = begun();

        service = service.killAndStart();
        service.work.fail(id, "a", Failure.of(ErrorCode.IO_ERROR));
        end(id);

        assertThat(last()).isEqualTo(new LastRun(id, "backup", "failed", service.clock.instant(), 0, 0, 0, null));
        assertThat(completion()).contains(then);
    }
}
