package io.bundlebackup.vault.run;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.BundleRequest;
import io.bundlebackup.session.NewSession;
import io.bundlebackup.session.SessionFilter;
import io.bundlebackup.session.Sessions;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.SessionSnapshot;
import io.bundlebackup.session.state.SessionType;
import io.bundlebackup.vault.Vault;
import io.bundlebackup.vault.Vaults;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of backup runs: each attempt has one, with one bundle, of the service's own caller. A session is released when the attempt
 * is over. Used by the thread of the runs, and by callers that cancel.
 */
final class BackupRuns {
    /** The owner of the sessions; no token has this name. */
    static final String OWNER = "vault";

    private static final Duration RELEASE = Duration.ofSeconds(2);
    private static final int MOST_LEFT = 1_000;

    private final Runs runs;
    private final Sessions sessions;
    private final Bundles bundles;
    private final Vaults vaults;
    private final Map<String, RunMeter> meters = new HashMap<>();

    BackupRuns(Runs runs, Sessions sessions, Bundles bundles, Vaults vaults) {
        this.runs = runs;
        this.sessions = sessions;
        this.bundles = bundles;
        this.vaults = vaults;
    }

    /** Releases sessions that no run has: the service was killed when it had just made them. */
    void releaseLeft() {
        var filter = new SessionFilter(null, SessionType.VAULT, null);
        sessions.page(OWNER, filter, Long.MAX_VALUE, MOST_LEFT).stream()
                .filter(session ->
                        session.state().live() && runs.ofSession(session.id()).isEmpty())
                .forEach(session -> sessions.release(OWNER, session.id()));
    }

    /** Makes the session of the next attempt. */
    synchronized void begin(Run run) {
        if (runs.get(run.id()).ended()) {
            // Cancelled in between: a session would belong to no run.
            return;
        }
        try {
            var vault = vaults.get(run.request().vault());
            vault.open();
            requireApart(vault, run.request().bundleName());
            var session =
                    sessions.create(OWNER, new NewSession(SessionType.VAULT, null, List.of(bundle(run)), null), null);
            runs.inSession(run, session.id());
        } catch (ProblemException e) {
            runs.failed(run, Failure.of(e.type().code(), e.detail()));
        }
    }

    private static BundleRequest bundle(Run run) {
        var request = run.request();
        return new BundleRequest(
                request.bundleName(), request.priority(), request.timeout(), null, null, null, null, null, null);
    }

    private void requireApart(Vault vault, String name) {
        var data = bundles.find(name).map(Bundle::directory).map(BackupRuns::real);
        if (data.isPresent() && real(vault.location()).startsWith(data.get())) {
            throw new ProblemException(
                    ProblemType.INVALID_ARGUMENT,
                    "The vault " + vault.name() + " lies in the data of " + name
                            + ", so each snapshot would contain the earlier ones; move the vault.");
        }
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }

    /** The run whose session this is; waits while the session is being made. */
    synchronized Optional<Run> ofSession(String sessionId) {
        return runs.ofSession(sessionId);
    }

    /** Looks how far the session of a run is, and ends the attempt if the session's bundle has ended. */
    synchronized void look(Run seen) {
        var run = runs.get(seen.id());
        if (run.session().isEmpty() || run.ended()) {
            return;
        }
        var session = find(run.session().orElseThrow());
        var bundle = session == null ? null : session.bundle(run.request().bundleName());
        if (session == null || bundle == null) {
            over(run, null);
        } else if (bundle.ended()) {
            sessions.release(OWNER, session.id());
            over(run, bundle);
        } else {
            advance(run, bundle);
        }
    }

    private @Nullable SessionSnapshot find(String id) {
        try {
            return sessions.get(OWNER, id);
        } catch (ProblemException e) {
            if (e.type() == ProblemType.NO_SUCH_SESSION) {
                return null;
            }
            throw e;
        }
    }

    private void advance(Run run, BundleSnapshot bundle) {
        if (run.standing().state() != RunState.RUNNING) {
            return;
        }
        var meter = meters.computeIfAbsent(run.id(), _ -> new RunMeter());
        var total = bundle.counts().total();
        var phase = bundle.standing().phase();
        var now = total == null ? run.figures() : run.figures().scanned(total.files(), total.bytes());
        meter.sample(now);
        var doing = meter.progress(phase == null ? null : phase.wire(), now);
        var news = meter.news(now, doing);
        if (news != RunMeter.News.NONE) {
            runs.advance(
                    run,
                    figures -> total == null ? figures : figures.scanned(total.files(), total.bytes()),
                    doing,
                    news == RunMeter.News.EVENT);
        }
    }

    /** @param bundle null if nothing is known of it any more */
    private void over(Run run, @Nullable BundleSnapshot bundle) {
        meters.remove(run.id());
        if (bundle == null) {
            runs.failed(run, Failure.of(ErrorCode.INTERNAL_ERROR, "The session of the run is not known any more"));
            return;
        }
        var failure = bundle.standing().failure();
        switch (Objects.requireNonNull(bundle.standing().outcome())) {
            case COMPLETED -> runs.ended(run, RunOutcome.COMPLETED, null);
            case CANCELLED -> runs.ended(run, RunOutcome.CANCELLED, failure);
            case FAILED, REJECTED -> runs.failed(run, failure == null ? Failure.of(ErrorCode.INTERNAL_ERROR) : failure);
        }
    }

    /** Ends the run; waits some seconds for the end of its attempt. */
    void cancel(Run seen) throws InterruptedException {
        var session = current(seen).session();
        if (session.isPresent()) {
            sessions.release(OWNER, session.get(), RELEASE);
        }
        settle(seen);
    }

    /** Waits while a session is being made. */
    private synchronized Run current(Run run) {
        return runs.get(run.id());
    }

    /** An attempt that has failed just before the cancel is not followed by another. */
    private synchronized void settle(Run run) {
        look(run);
        var now = runs.get(run.id());
        if (now.isWaiting()) {
            runs.ended(now, RunOutcome.CANCELLED, null);
        }
    }
}
