package io.bundlebackup.session;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.bundle.RemoteCapabilities;
import io.bundlebackup.limits.CallerScope;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.run.Dependencies;
import io.bundlebackup.session.run.Pace;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.ClientWords;
import io.bundlebackup.session.state.FileCounts;
import io.bundlebackup.session.state.RestoreState;
import io.bundlebackup.session.state.Step;
import io.bundlebackup.session.state.WorkTimer;
import io.bundlebackup.session.work.BaselineChoice;
import io.bundlebackup.session.work.BundleWork;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides at an append which bundles may take part. An invalid request is refused as a whole; a bundle that cannot take part
 * is not refused: its {@code onBundleBegin} has the error. Thread-safe; reads the bundles from disk.
 */
final class Admission {
    private final Bundles bundles;
    private final int mostBundles;
    private final InstantSource clock;
    private final AtomicLong tickets;

    /**
     * @param most bundles a session takes
     * @param tickets the number of the newest append
     */
    Admission(Bundles bundles, int most, InstantSource clock, long tickets) {
        this.bundles = bundles;
        this.mostBundles = most;
        this.clock = clock;
        this.tickets = new AtomicLong(tickets);
    }

    /**
     * The bundles to append, each with its refusal if it cannot take part.
     *
     * @param work of the session's type
     * @param remote of a restore, and only there; null if every bundle is restored from a snapshot
     * @param baselines chooses the generations that bundles start from
     * @throws ProblemException if the request is invalid
     */
    List<Step.Appended> admit(
            BundleWork work,
            List<BundleRequest> requests,
            @Nullable RemoteCapabilities remote,
            BaselineChoice baselines) {
        if (requests.isEmpty()) {
            throw new ProblemException(ProblemType.INVALID_ARGUMENT, "The list of bundles is empty.");
        }
        if (requests.size() > mostBundles) {
            throw tooMany();
        }
        requireDistinct(requests);
        // Read once for all requests: a lookup of one bundle reads all of them.
        var limits = CallerScope.limits();
        var present = bundles.all().stream().collect(Collectors.toMap(Bundle::name, Function.identity()));
        var admitted = new ArrayList<Step.Appended>(requests.size());
        var dependencies = new LinkedHashMap<String, List<String>>();
        for (var request : requests) {
            var restore = request.restore();
            var found = present.get(restore == null ? request.bundleName() : restore.target());
            var words = new ClientWords(request.parameters(), request.info());
            var refusal = limits.reach(request.bundleName()) && (restore == null || limits.reach(restore.target()))
                    ? refusal(request, found, remote(work, request, remote))
                    : Failure.of(
                            ErrorCode.NOT_ALLOWED_FOR_BUNDLE, "The caller may not back up or restore this application");
            var baseline = refusal == null
                    ? baselines.of(request.bundleName(), request.previousGeneration(), request.lastIncrementalTime())
                    : null;
            admitted.add(new Step.Appended(queued(request, words, baseline), words, refusal));
            if (restore != null) {
                dependencies.put(
                        request.bundleName(),
                        found == null || found.application() == null
                                ? List.of()
                                : found.application().dependencies());
            }
        }
        return dependencies.isEmpty() ? admitted : Dependencies.resolve(admitted, dependencies);
    }

    ProblemException tooMany() {
        return new ProblemException(
                ProblemType.INVALID_ARGUMENT, "A session takes at most " + mostBundles + " bundles.");
    }

    int mostBundles() {
        return mostBundles;
    }

    private static void requireDistinct(List<BundleRequest> requests) {
        var names = new HashSet<String>();
        Map<String, String> targets = new HashMap<>();
        for (var request : requests) {
            if (!names.add(request.bundleName())) {
                throw new ProblemException(
                        ProblemType.INVALID_ARGUMENT, "The bundle " + request.bundleName() + " is listed twice.");
            }
            if (request.restore() != null
                    && targets.put(request.restore().target(), request.bundleName()) instanceof String other) {
                throw new ProblemException(
                        ProblemType.INVALID_ARGUMENT,
                        "Both " + other + " and " + request.bundleName() + " are to be restored to "
                                + request.restore().target() + ".");
            }
        }
    }

    private static @Nullable RemoteCapabilities remote(
            BundleWork work, BundleRequest request, @Nullable RemoteCapabilities sent) {
        var restore = request.restore();
        return restore == null || restore.fromSnapshot() == null
                ? sent
                : work.capabilitiesOf(restore.fromSnapshot(), request.bundleName(), restore.paths());
    }

    private static @Nullable Failure refusal(
            BundleRequest request, @Nullable Bundle found, @Nullable RemoteCapabilities remote) {
        var restore = request.restore();
        if (found == null) {
            return Bundle.unknown(restore == null ? request.bundleName() : restore.target());
        }
        if (restore == null) {
            return found.refusal();
        }
        var refusal = found.restoreRefusal();
        if (refusal != null || remote == null) {
            return refusal;
        }
        return remote.refusal(request.bundleName(), found.requireApplication(), restore.allowDowngrade());
    }

    private BundleSnapshot queued(BundleRequest request, ClientWords words, @Nullable UUID baseline) {
        var timer = request.timeout() == null ? WorkTimer.byDefault(0) : WorkTimer.explicit(request.timeout(), null);
        var rate = request.sendRate() == null ? Pace.DEFAULT : Math.min(Pace.MOST, request.sendRate());
        var restore = request.restore();
        return new BundleSnapshot(
                request.bundleName(),
                new BundleSnapshot.Appended(
                        tickets.incrementAndGet(),
                        words.length(),
                        request.lastIncrementalTime(),
                        baseline,
                        clock.instant()),
                BundleSnapshot.Standing.QUEUED,
                new BundleSnapshot.Steering(request.priority(), timer, rate),
                FileCounts.NONE,
                restore == null
                        ? null
                        : RestoreState.of(
                                restore.target(),
                                restore.mode(),
                                new RestoreState.Source(restore.paths(), restore.fromSnapshot())));
    }
}
