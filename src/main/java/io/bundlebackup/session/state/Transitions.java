package io.bundlebackup.session.state;

import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/**
 * The table of transitions of a session and its bundles: for each {@link Step} its guard, what it changes, and the events it says
 * (docs/semantics.md). Pure: computes on a {@link Draft} and nothing else.
 *
 * <pre>
 * bundle    QUEUED  --begin-->   RUNNING   onBundleBegin
 *           QUEUED  --refuse-->  ENDED     onBundleBegin(err)          rejected
 *           QUEUED  --stop-->    ENDED     onBundleBegin(13500011)     cancelled
 *           RUNNING --stop-->    RUNNING   (the work is told to end)
 *           RUNNING --end-->     ENDED     onResultReport unless out, onBundleEnd
 * restore   see {@link RestoreTransitions}
 * controls  see {@link ControlTransitions}
 * sizes     see {@link SizeTransitions}
 * </pre>
 */
public final class Transitions {
    private Transitions() {}

    public static void apply(Draft draft, Step step) {
        switch (step) {
            case Step.Append append -> append(draft, append);
            case Step.Begin begin -> begin(draft, begin);
            case Step.Refuse(var name, var why) -> refuse(draft, draft.queued(name), Outcome.REJECTED, why);
            case Step.Enter(var name, var phase) ->
                draft.put(draft.running(name).inPhase(phase, draft.steady()));
            case Step.RecordSize(var name, var bytes) -> recordSize(draft, draft.running(name), bytes);
            case Step.RecordTotals(var name, var total) -> recordTotals(draft, draft.running(name), total);
            case Step.Announce announce -> announce(draft, draft.running(announce.bundle()), announce);
            case Step.FailFile failed -> failFile(draft, draft.running(failed.bundle()), failed);
            case Step.Progress(var name, var rate, var eta) -> progress(draft, draft.bundle(name), rate, eta);
            case Step.ApplicationProgress(var name, var info) ->
                draft.emit(name, new EventData.ApplicationProgress(info), null);
            case Step.Report(var name, var result) -> report(draft, draft.running(name), null, result);
            case Step.CloseFile(var name, var file) -> closeFile(draft, draft.running(name), file);
            case Step.MarkStale(var name, var file) -> markStale(draft, draft.running(name), file);
            case Step.GiveUpFile giveUp -> giveUpFile(draft, draft.running(giveUp.bundle()), giveUp);
            case Step.End end -> end(draft, draft.running(end.bundle()), end);
            case Step.Stop(var name, var why) -> stop(draft, draft.bundle(name), why);
            case Step.Control control -> {
                if (ControlTransitions.apply(draft, control) instanceof Ending why) {
                    stop(draft, draft.bundle(control.bundle()), why);
                }
            }
            case Step.OfRestore restored -> RestoreTransitions.apply(draft, restored);
            case Step.ForgetFailures(var name) ->
                draft.put(RestoreTransitions.forgetFailures(draft, draft.running(name)));
            case Step.Resume(var name) -> resume(draft, draft.running(name));
            case Step.MeasureSizes(var precise, var asked) -> SizeTransitions.measure(draft, precise, asked);
            case Step.ReportSizes(var scan, var measured) -> SizeTransitions.report(draft, scan, measured);
            case Step.CloseSession(var why) -> closeSession(draft, why);
            case Step.ServiceDied() -> draft.emit(null, new EventData.ServiceDied(), null);
        }
        settle(draft);
    }

    private static void append(Draft draft, Step.Append append) {
        switch (draft.session().state()) {
            case OPEN -> {}
            case RUNNING, COMPLETED -> {
                if (draft.session().type() != SessionType.INCREMENTAL_BACKUP) {
                    throw new ProblemException(
                            ProblemType.ALREADY_APPENDED,
                            "A session of this type takes one append; create another session.");
                }
            }
            case RELEASING, RELEASED, EXPIRED -> throw Draft.sessionEnded();
        }
        for (var appended : append.bundles()) {
            if (draft.find(appended.bundle().name()) != null) {
                throw new ProblemException(
                        ProblemType.ALREADY_APPENDED,
                        "The bundle " + appended.bundle().name() + " was already appended to this session.");
            }
        }
        draft.moveTo(SessionState.RUNNING, null);
        for (var appended : append.bundles()) {
            draft.put(appended.bundle());
            if (appended.refusal() != null) {
                refuse(draft, appended.bundle(), Outcome.REJECTED, appended.refusal());
            } else if (appended.bundle().appended().words() > 0) {
                draft.write(new RowWrite.Words(appended.bundle().name(), appended.words()));
            }
        }
    }

    private static void begin(Draft draft, Step.Begin begin) {
        var name = begin.bundle();
        var bundle = draft.queued(name);
        draft.put(bundle.begun(begin.first(), draft.now(), draft.steady()));
        draft.emit(name, new EventData.BundleBegun(), null);
        if (bundle.restoration() != null) {
            RestoreTransitions.announceHandles(draft, draft.bundle(name), begin.handles());
        }
    }

    private static void refuse(Draft draft, BundleSnapshot bundle, Outcome outcome, Failure why) {
        var ended = bundle.ended(outcome, why, null, draft.now(), draft.steady());
        draft.put(ended);
        forgetWords(draft, bundle);
        draft.emit(bundle.name(), new EventData.BundleBegun(), why);
    }

    private static void recordSize(Draft draft, BundleSnapshot bundle, long bytes) {
        draft.put(bundle.with(bundle.steering().timer().resized(bytes)));
    }

    private static void recordTotals(Draft draft, BundleSnapshot bundle, FileCounts.Tally total) {
        var timer = bundle.steering().timer();
        // Until now the scan was still finding entries.
        var going = bundle.counts().total() == null ? bundle.with(timer.restarted(draft.steady())) : bundle;
        recordSize(draft, going.with(bundle.counts().totals(total)), total.bytes());
    }

    private static void announce(Draft draft, BundleSnapshot bundle, Step.Announce announce) {
        var file = announce.file();
        var counts = announce.anew() ? bundle.counts().staleResolved() : bundle.counts();
        draft.put(bundle.with(counts.announced(file)));
        var seq = draft.emit(bundle.name(), new EventData.FileReady(file), null);
        draft.write(new RowWrite.Announced(bundle.name(), file, seq));
    }

    private static void failFile(Draft draft, BundleSnapshot bundle, Step.FailFile failed) {
        if (failed.counted()) {
            draft.put(bundle.with(bundle.counts().failedMore(1)));
        }
        draft.write(new RowWrite.FailedFile(
                bundle.name(), failed.path(), failed.code(), failed.message(), !failed.counted()));
        if (failed.loud()) {
            var data = new EventData.FileFailed(failed.path(), failed.code(), failed.message());
            draft.emit(bundle.name(), data, null);
        }
    }

    /** Nothing was worked on while the service was down. */
    private static void resume(Draft draft, BundleSnapshot bundle) {
        var resumed = bundle.restoration() == null ? bundle : RestoreTransitions.resume(draft, bundle);
        draft.put(resumed.resumed(Phase.WAITING_FOR_CLIENT));
    }

    private static void progress(Draft draft, BundleSnapshot bundle, @Nullable Long rate, @Nullable Long etaSeconds) {
        var counts = bundle.counts();
        draft.emit(bundle.name(), new EventData.Progress(counts.closed(), counts.total(), rate, etaSeconds), null);
    }

    private static void report(
            Draft draft, BundleSnapshot bundle, @Nullable Failure failure, ApplicationResult result) {
        var counts = bundle.counts();
        draft.put(bundle.with(counts.asReported()));
        var shown = failure == null ? result.failure() : failure;
        draft.emit(
                bundle.name(),
                new EventData.ResultReport(shown, counts.closed().files(), counts.failed(), result.resultInfo()),
                null);
    }

    private static void closeFile(Draft draft, BundleSnapshot bundle, DeliveredFile file) {
        draft.put(bundle.with(bundle.counts().closed(file)));
        draft.write(new RowWrite.FileMoved(bundle.name(), file.uri(), FileState.CLOSED));
    }

    private static void markStale(Draft draft, BundleSnapshot bundle, DeliveredFile file) {
        draft.put(bundle.with(bundle.counts().stale(file)));
        draft.write(new RowWrite.FileMoved(bundle.name(), file.uri(), FileState.STALE));
    }

    private static void giveUpFile(Draft draft, BundleSnapshot bundle, Step.GiveUpFile giveUp) {
        draft.put(bundle.with(bundle.counts().staleResolved()));
        draft.write(new RowWrite.FileMoved(bundle.name(), giveUp.uri(), FileState.GIVEN_UP));
        draft.emit(bundle.name(), new EventData.FileGivenUp(giveUp.uri()), giveUp.why());
    }

    private static void end(Draft draft, BundleSnapshot bundle, Step.End end) {
        if (!bundle.counts().reported()) {
            report(draft, bundle, end.failure(), end.result());
        }
        var ended = draft.bundle(bundle.name())
                .ended(end.outcome(), end.failure(), end.lastIncrementalTime(), draft.now(), draft.steady());
        draft.put(ended);
        forgetWords(draft, bundle);
        var data = new EventData.BundleEnded(end.outcome(), end.lastIncrementalTime());
        draft.emit(bundle.name(), data, end.failure());
        draft.write(new RowWrite.LastRun(
                ended, draft.session().type(), draft.session().id()));
    }

    /** What the client said of a bundle is not needed after the bundle has ended. */
    private static void forgetWords(Draft draft, BundleSnapshot bundle) {
        if (bundle.appended().words() > 0) {
            draft.write(new RowWrite.ForgetWords(bundle.name()));
        }
        if (bundle.restoration() != null && bundle.restoration().handles() > 0) {
            draft.write(new RowWrite.ForgetHandles(bundle.name()));
        }
    }

    private static void stop(Draft draft, BundleSnapshot bundle, Ending why) {
        switch (bundle.state()) {
            case QUEUED ->
                refuse(
                        draft,
                        bundle,
                        Outcome.CANCELLED,
                        Failure.of(ErrorCode.NOT_STARTED, "Withdrawn before it began"));
            case RUNNING -> {
                if (!bundle.ending() && bundle.publication() != Publication.PLACED) {
                    draft.put(bundle.endingFor(why));
                }
            }
            case ENDED -> {}
        }
    }

    private static void closeSession(Draft draft, Ending why) {
        switch (draft.session().state()) {
            case OPEN, RUNNING, COMPLETED -> {
                var unfinished =
                        draft.session().all().stream().filter(b -> !b.ended()).toList();
                if (draft.session().sizes().running()) {
                    draft.measure(draft.session().sizes().ended());
                }
                // A session without unfinished bundles has said its onAllBundlesEnd, or has nothing to say.
                draft.moveTo(unfinished.isEmpty() ? closedState(why) : SessionState.RELEASING, why);
                unfinished.stream()
                        .filter(b -> b.publication() != Publication.PUBLISHED)
                        .forEach(b -> stop(draft, b, why));
            }
            case RELEASING, RELEASED, EXPIRED -> {}
        }
    }

    /** What follows from the last unfinished bundle having ended. */
    private static void settle(Draft draft) {
        var session = draft.session();
        switch (session.state()) {
            case RUNNING, RELEASING -> {
                if (session.allEnded()) {
                    draft.emit(null, new EventData.AllBundlesEnded(), null);
                    var closing = session.closing();
                    draft.moveTo(closing == null ? SessionState.COMPLETED : closedState(closing), closing);
                }
            }
            case OPEN, COMPLETED, RELEASED, EXPIRED -> {}
        }
    }

    private static SessionState closedState(Ending why) {
        return why == Ending.EXPIRY ? SessionState.EXPIRED : SessionState.RELEASED;
    }
}
