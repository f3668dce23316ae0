package io.bundlebackup.vault.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.bundlebackup.bundle.BundleSettings;
import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.session.SessionTest;
import io.bundlebackup.session.store.StoredEvent;
import io.bundlebackup.vault.VaultSettings;
import io.bundlebackup.vault.Vaults;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a run that failed is tried again, by the service's own loop and a clock that the test moves. The work is a prune that fails as told. */
@Timeout(60)
class RunRetriesTests extends SessionTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private record Parts(Runs runs, RunLoop loop, RunRows rows) {}

    private final AtomicInteger attempts = new AtomicInteger();
    private volatile int failures = Integer.MAX_VALUE;
    private @Nullable Parts parts;

    @BeforeEach
    void begin() {
        service.stopClock();
        startLoop();
    }

    private void startLoop() {
        var rows = new RunRows(service.store.readers);
        var runs = new Runs(service.journal, rows, service.clock, RunObserver.NONE);
        var loop = new RunLoop(runs, 3, service.clock);
        var vaults = new Vaults(new VaultSettings(root.resolve("data"), null));
        var bundles = new Bundles(new BundleSettings(root.resolve("bundles"), root.resolve("data"), List.of()));
        PruneMaker maker = (_, _) -> {
            if (attempts.incrementAndGet() <= failures) {
                throw new IOException("broken");
            }
            return RunFigures.NONE;
        };
        var prunes =
                new PruneRuns(runs, vaults, maker, () -> (_, _) -> new RetentionStep.Report(0, 0, Optional.empty()));
        loop.use(new BackupRuns(runs, service.sessions, bundles, vaults), prunes);
        runs.load(loop::wake);
        loop.start();
        parts = new Parts(runs, loop, rows);
    }

    @AfterEach
    void end() {
        loop().stop();
    }

    private Runs runs() {
        return Objects.requireNonNull(parts).runs;
    }

    private RunLoop loop() {
        return Objects.requireNonNull(parts).loop;
    }

    /** What an operator does. */
    private Run orderNow() {
        return runs().order(List.of(RunRequest.of(RunKind.PRUNE, "main", "com.example.a")))
                .getFirst();
    }

    private Run order() {
        var request = new RunRequest(RunKind.PRUNE, "main", "com.example.a", "nightly", 0, Duration.ofHours(1), 3);
        return runs().order(List.of(request)).getFirst();
    }

    private Run now(Run run) {
        return runs().get(run.id());
    }

    /** The attempt has failed, and the run waits so long for the next one. */
    private void awaitRetry(Run run, int attempt, Duration delay) {
        await().until(() ->
                now(run).standing().attempt() == attempt && now(run).standing().notBefore() != null);
        assertThat(now(run).standing().state()).isEqualTo(RunState.QUEUED);
        assertThat(now(run).standing().notBefore())
                .isEqualTo(service.clock.instant().plus(delay));
        assertThat(attempts).hasValue(attempt);
    }

    private void advance(Duration time) {
        service.clock.advance(time);
        loop().wake();
    }

    /** The loop has looked after the clock was moved, and has begun nothing. */
    private void beginsNothing(Run run, Duration time) {
        var before = attempts.get();
        advance(time);
        // An order makes the loop look, and is worked on: then it has looked.
        var other = runs().order(List.of(RunRequest.of(RunKind.PRUNE, "main", "com.example.other")))
                .getFirst();
        await().until(() -> now(other).ended());
        assertThat(attempts).hasValue(before + 1);
        attempts.decrementAndGet();
        assertThat(now(run).standing().state()).isEqualTo(RunState.QUEUED);
    }

    private List<String> events(Run run) {
        return Objects.requireNonNull(parts).rows.events(run.key(), 0, Set.of(), 100).stream()
                .map(StoredEvent::type)
                .toList();
    }

    @Test
    void aFailedRunIsTriedAgainAfterOneFiveAndTwentyFiveMinutesAndThenFails() {
        var run = order();

        awaitRetry(run, 1, MINUTE);
        beginsNothing(run, MINUTE.minusMillis(1));
        advance(Duration.ofMillis(1));
        awaitRetry(run, 2, MINUTE.multipliedBy(5));
        beginsNothing(run, MINUTE.multipliedBy(5).minusMillis(1));
        advance(Duration.ofMillis(1));
        awaitRetry(run, 3, MINUTE.multipliedBy(25));
        advance(MINUTE.multipliedBy(25));

        await().until(() -> now(run).ended());
        assertThat(now(run).standing().outcome()).isEqualTo(RunOutcome.FAILED);
        assertThat(now(run).standing().attempt()).isEqualTo(4);
        assertThat(events(run)).startsWith("onRunBegin").endsWith("onRunEnd");
    }

    @Test
    void aRetryThatSucceedsCompletesTheRunWithoutTheOldFailure() {
        failures = 1;
        var run = order();
        awaitRetry(run, 1, MINUTE);
        advance(MINUTE);

        await().until(() -> now(run).ended());

        assertThat(now(run).standing().outcome()).isEqualTo(RunOutcome.COMPLETED);
        assertThat(now(run).standing().err()).isNull();
        assertThat(now(run).standing().attempt()).isEqualTo(2);
    }

    @Test
    void aRetryThatWaitsOutlivesARestart() throws Exception {
        failures = 1;
        var run = order();
        awaitRetry(run, 1, MINUTE);

        loop().stop();
        service = service.killAndStart();
        startLoop();

        assertThat(now(run).standing().err()).isNotNull();
        beginsNothing(run, MINUTE.minusMillis(1));
        advance(Duration.ofMillis(1));
        await().until(() -> now(run).ended());
        assertThat(now(run).standing().outcome()).isEqualTo(RunOutcome.COMPLETED);
        assertThat(now(run).standing().attempt()).isEqualTo(2);
    }

    @Test
    void aRetryWhoseTimeHasPassedWhileTheServiceWasDownBeginsAtOnce() throws Exception {
        failures = 1;
        var run = order();
        awaitRetry(run, 1, MINUTE);

        loop().stop();
        service = service.killAndStart();
        service.clock.advance(Duration.ofHours(3));
        startLoop();

        await().until(() -> now(run).ended());
        assertThat(now(run).standing().outcome()).isEqualTo(RunOutcome.COMPLETED);
    }

    @Test
    void aCancelWhileARetryWaitsEndsTheRun() throws Exception {
        var run = order();
        awaitRetry(run, 1, MINUTE);

        var cancelled = loop().cancel(run.id());

        assertThat(cancelled.standing().outcome()).isEqualTo(RunOutcome.CANCELLED);
        assertThat(cancelled.standing().notBefore()).isNull();
        failures = 0;
        var next = order();
        await().until(() -> now(next).ended());
        assertThat(now(next).standing().outcome()).isEqualTo(RunOutcome.COMPLETED);
        assertThat(attempts).hasValue(2);
    }

    @Test
    void ordersAndTheLoopDoNotWaitForEachOther() {
        var first = order();
        awaitRetry(first, 1, MINUTE);

        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            for (int n = 0; n < 500; n++) {
                assertThat(order().ended()).isTrue();
            }
        });
    }

    @Test
    void aRunThatIsDueWhileARetryWaitsIsSkipped() {
        var run = order();
        awaitRetry(run, 1, MINUTE);

        var due = order();

        assertThat(due.standing().outcome()).isEqualTo(RunOutcome.SKIPPED);
        assertThat(Objects.requireNonNull(due.standing().err()).message())
                .isEqualTo("The run " + run.id() + " was queued for this bundle in this vault");
        assertThat(now(run).ended()).isFalse();
    }

    @Test
    void anOrderOfACallerBeginsARetryThatWaitsAtOnce() {
        failures = 2;
        var run = order();
        awaitRetry(run, 1, MINUTE);

        var ordered = orderNow();

        assertThat(ordered.id()).isEqualTo(run.id());
        assertThat(ordered.key()).isEqualTo(run.key());
        awaitRetry(run, 2, MINUTE.multipliedBy(5));
        assertThat(orderNow().id()).isEqualTo(run.id());
        await().until(() -> now(run).ended());
        assertThat(now(run).standing().outcome()).isEqualTo(RunOutcome.COMPLETED);
        assertThat(now(run).standing().attempt()).isEqualTo(3);
        assertThat(attempts).hasValue(3);
        var next = order();
        assertThat(next.key()).isEqualTo(run.key() + 1);
        await().until(() -> now(next).ended());
    }

    @Test
    void aBackupThatCannotBeginIsTriedAgainLikeAPrune() {
        var request = new RunRequest(RunKind.BACKUP, "gone", "com.example.a", "nightly", 0, Duration.ofHours(1), 1);
        var run = runs().order(List.of(request)).getFirst();
        await().until(() -> now(run).standing().attempt() == 1);
        assertThat(now(run).standing().notBefore())
                .isEqualTo(service.clock.instant().plus(MINUTE));

        var ordered = runs().order(List.of(RunRequest.of(RunKind.BACKUP, "gone", "com.example.a")))
                .getFirst();

        assertThat(ordered.id()).isEqualTo(run.id());
        await().until(() -> now(run).ended());
        assertThat(now(run).standing().outcome()).isEqualTo(RunOutcome.FAILED);
        assertThat(now(run).standing().attempt()).isEqualTo(2);
    }

    @Test
    void aRetryDoesNotWaitForAClockThatWasAheadWhenTheRunFailed() {
        failures = 1;
        service.clock.advance(Duration.ofDays(365));
        var run = order();
        awaitRetry(run, 1, MINUTE);

        service.clock.advance(Duration.ofDays(-365));
        loop().wake();

        await().until(() -> now(run).ended());
        assertThat(now(run).standing().outcome()).isEqualTo(RunOutcome.COMPLETED);
    }
}
