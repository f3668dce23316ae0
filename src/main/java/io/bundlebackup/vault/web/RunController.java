package io.bundlebackup.vault.web;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.Events;
import io.bundlebackup.vault.Vault;
import io.bundlebackup.vault.Vaults;
import io.bundlebackup.vault.run.Run;
import io.bundlebackup.vault.run.RunFilter;
import io.bundlebackup.vault.run.RunKind;
import io.bundlebackup.vault.run.RunLoop;
import io.bundlebackup.vault.run.RunReports;
import io.bundlebackup.vault.run.RunRequest;
import io.bundlebackup.vault.run.RunState;
import io.bundlebackup.vault.run.Runs;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.RestController;

@RestController
class RunController implements RunApi {
    private final Runs runs;
    private final RunLoop loop;
    private final RunReports reports;
    private final Vaults vaults;
    private final Bundles bundles;
    private final Events events;

    RunController(Runs runs, RunLoop loop, RunReports reports, Vaults vaults, Bundles bundles, Events events) {
        this.runs = runs;
        this.loop = loop;
        this.reports = reports;
        this.vaults = vaults;
        this.bundles = bundles;
        this.events = events;
    }

    @Override
    public RunListView start(String vault, RunOrderRequest order, HttpServletRequest request) {
        var kind = RunKind.of(order.kind()).orElseThrow();
        if (kind == RunKind.PRUNE) {
            AdminRight.require(request);
        }
        var ordered = runs.order(names(vaults.get(vault), kind, order).stream()
                .map(bundle -> RunRequest.of(kind, vault, bundle))
                .toList());
        return RunListView.of(ordered, ordered.size(), this::view, null);
    }

    private List<String> names(Vault vault, RunKind kind, RunOrderRequest order) {
        var wanted = order.bundles() == null ? List.<String>of() : order.bundles();
        var known = switch (kind) {
            case BACKUP ->
                bundles.all().stream()
                        .filter(bundle -> !wanted.isEmpty() || bundle.refusal() == null)
                        .map(Bundle::name)
                        .toList();
            case PRUNE -> vault.bundles();
        };
        for (var bundle : wanted) {
            if (!known.contains(bundle)) {
                throw new ProblemException(
                        ProblemType.NO_SUCH_BUNDLE,
                        kind == RunKind.BACKUP
                                ? "There is no bundle " + bundle + " here."
                                : "The vault " + vault.name() + " has nothing of a bundle " + bundle + ".");
            }
        }
        return wanted.isEmpty() ? known : wanted.stream().distinct().toList();
    }

    @Override
    public RunListView runs(
            @Nullable String vault,
            @Nullable String kind,
            @Nullable String state,
            @Nullable String bundleName,
            int limit,
            @Nullable String after) {
        var filter = new RunFilter(
                vault,
                Optional.ofNullable(kind).flatMap(RunKind::of).orElse(null),
                Optional.ofNullable(state).flatMap(RunState::of).orElse(null),
                bundleName);
        var cursor = events.now().text();
        var found = runs.page(filter, ListCursor.before(after), limit + 1);
        return RunListView.of(found, limit, this::view, cursor);
    }

    @Override
    public RunView run(String runId, int wait) {
        return interruptibly(() -> runs.awaitEnd(runId, Duration.ofSeconds(wait)));
    }

    @Override
    public RunReportView report(String runId, int limit, @Nullable String after) {
        try {
            return RunReportView.of(reports.read(runId, after == null ? 0 : ListCursor.before(after), limit));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(ProblemType.NOT_AVAILABLE, "The service is stopping.", e);
        }
    }

    @Override
    public RunView cancel(String runId) {
        return interruptibly(() -> loop.cancel(runId));
    }

    private interface Waiting {
        Run run() throws InterruptedException;
    }

    private RunView interruptibly(Waiting waiting) {
        try {
            return view(waiting.run());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(ProblemType.NOT_AVAILABLE, "The service is stopping.", e);
        }
    }

    private RunView view(Run run) {
        return RunView.of(run, runs.progress(run.id()));
    }
}
