package io.bundlebackup.vault.run;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.BundleReports;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.FailedFile;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What runs could not take: the reports of the sessions of their last attempts, as long as these are kept. Thread-safe. */
public final class RunReports {
    private final Runs runs;
    private final BundleReports sessions;

    RunReports(Runs runs, BundleReports sessions) {
        this.runs = runs;
        this.sessions = sessions;
    }

    /**
     * A page.
     *
     * @param next what to pass as {@code after} for the next page
     */
    public record Page(
            Run run, List<FailedFile> failed, @Nullable Long next) {}

    /** @throws ProblemException {@code no-such-run} */
    public Page read(String id, long after, int limit) throws InterruptedException {
        var run = runs.get(id);
        var session = run.session();
        if (session.isEmpty()) {
            return new Page(run, List.of(), null);
        }
        try {
            var report = sessions.read(
                    BackupRuns.OWNER,
                    new BundleId(session.get(), run.request().bundleName()),
                    new BundleReports.Query(after, limit, Duration.ZERO));
            return new Page(run, report.failed(), report.next());
        } catch (ProblemException e) {
            if (e.type() != ProblemType.NO_SUCH_SESSION && e.type() != ProblemType.NO_SUCH_BUNDLE) {
                throw e;
            }
            return new Page(run, List.of(), null);
        }
    }
}
