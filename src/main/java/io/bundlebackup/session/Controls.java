package io.bundlebackup.session;

import io.bundlebackup.session.run.LiveSessions;
import io.bundlebackup.session.run.Pace;
import io.bundlebackup.session.run.Slots;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.BundleSnapshot.Steering;
import io.bundlebackup.session.state.BundleState;
import io.bundlebackup.session.state.Draft;
import io.bundlebackup.session.state.Ending;
import io.bundlebackup.session.state.Publication;
import io.bundlebackup.session.state.Step;
import io.bundlebackup.session.state.Transitions;
import io.bundlebackup.session.state.WorkTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What steers a bundle while it is queued or running. Empty answers mean: not now, nothing changed. Thread-safe. */
public final class Controls {
    private final Sessions sessions;
    private final LiveSessions live;
    private final Slots slots;

    public Controls(Sessions sessions, LiveSessions live, Slots slots) {
        this.sessions = sessions;
        this.live = live;
        this.slots = slots;
    }

    /** The seed's {@code updateTimer}: so long from now, between {@code onBundleBegin} and {@code onBundleEnd}. */
    public Optional<BundleSnapshot> setTimer(String owner, String id, String bundle, Duration timeout) {
        return steer(owner, id, bundle, draft -> {
            var now = draft.bundle(bundle);
            if (!now.running() || now.ending() || now.publication() == Publication.PLACED) {
                return null;
            }
            if (timeout.isZero()) {
                // At once, not when the clock looks next: until then another timer could undo it.
                Transitions.apply(draft, new Step.Stop(bundle, Ending.TIMEOUT));
            }
            return new Steering(
                    now.steering().priority(),
                    WorkTimer.explicit(timeout, draft.now()),
                    now.steering().sendRate());
        });
    }

    /** The seed's {@code updateSendRate}: between {@code onBundleBegin} and {@code onBundleEnd}; above 800 is taken as 800. */
    public Optional<BundleSnapshot> setSendRate(String owner, String id, String bundle, int rate) {
        return steer(owner, id, bundle, draft -> {
            var now = draft.bundle(bundle);
            return now.running() && !now.ending() && now.restoration() == null
                    ? new Steering(now.steering().priority(), now.steering().timer(), Math.min(rate, Pace.MOST))
                    : null;
        });
    }

    /** Another place in the queue, until it begins. */
    public Optional<BundleSnapshot> setPriority(String owner, String id, String bundle, int priority) {
        return steer(owner, id, bundle, draft -> {
            var now = draft.bundle(bundle);
            return now.state() == BundleState.QUEUED
                    ? new Steering(
                            priority, now.steering().timer(), now.steering().sendRate())
                    : null;
        });
    }

    private Optional<BundleSnapshot> steer(
            String owner, String id, String bundle, Function<Draft, @Nullable Steering> decide) {
        sessions.bundle(owner, id, bundle);
        var session = live.find(id);
        if (session == null) {
            return Optional.empty();
        }
        return session.transact(draft -> {
            var steering = decide.apply(draft);
            if (steering == null) {
                return Optional.empty();
            }
            draft.put(draft.bundle(bundle).with(steering));
            return Optional.of(draft.bundle(bundle));
        });
    }

    /**
     * A queued bundle.
     *
     * @param position from 1, in the whole queue
     */
    public record Place(int position, String sessionId, BundleSnapshot bundle) {}

    /** The caller's bundles in the queue, with their places among everybody's. */
    public List<Place> queue(String owner) {
        var places = new ArrayList<Place>();
        int position = 0;
        for (var waiter : slots.queued()) {
            position++;
            var session = live.find(waiter.session().id());
            var bundle = session == null ? null : session.snapshot().bundle(waiter.bundle());
            if (bundle != null && waiter.session().owner().equals(owner)) {
                places.add(new Place(position, waiter.session().id(), bundle));
            }
        }
        return places;
    }
}
