package io.bundlebackup.session;

import io.bundlebackup.session.run.LiveSessions;
import io.bundlebackup.session.run.Pace;
import io.bundlebackup.session.run.Slots;
import io.bundlebackup.session.state.BundleGoneException;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.Step;
import io.bundlebackup.session.state.Transitions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Changes the timer, the send rate and the priority of bundles, and lists the queue. An empty answer means that the bundle's state does
 * not allow the change and nothing was changed. Thread-safe.
 */
public final class Controls {
    private final Sessions sessions;
    private final LiveSessions live;
    private final Slots slots;

    public Controls(Sessions sessions, LiveSessions live, Slots slots) {
        this.sessions = sessions;
        this.live = live;
        this.slots = slots;
    }

    /** OpenHarmony's {@code updateTimer}: so long from now, between {@code onBundleBegin} and {@code onBundleEnd}. */
    public Optional<BundleSnapshot> setTimer(String owner, BundleId bundle, Duration timeout) {
        return control(owner, bundle, new Step.SetTimer(bundle.name(), timeout));
    }

    /** OpenHarmony's {@code updateSendRate}: between {@code onBundleBegin} and {@code onBundleEnd}; a rate above 800 counts as 800. */
    public Optional<BundleSnapshot> setSendRate(String owner, BundleId bundle, int rate) {
        return control(owner, bundle, new Step.SetSendRate(bundle.name(), Math.min(rate, Pace.MOST)));
    }

    /** Changes the place of a queued bundle in the queue. */
    public Optional<BundleSnapshot> setPriority(String owner, BundleId bundle, int priority) {
        return control(owner, bundle, new Step.SetPriority(bundle.name(), priority));
    }

    private Optional<BundleSnapshot> control(String owner, BundleId bundle, Step step) {
        sessions.bundle(owner, bundle);
        var session = live.find(bundle.sessionId());
        if (session == null) {
            return Optional.empty();
        }
        return session.transact(draft -> {
            try {
                Transitions.apply(draft, step);
            } catch (BundleGoneException e) {
                // Answered after the commits that this decision rests on.
                return Optional.empty();
            }
            return Optional.of(draft.bundle(bundle.name()));
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
            var session = live.find(waiter.bundle().sessionId());
            var bundle = session == null
                    ? null
                    : session.snapshot().bundle(waiter.bundle().name());
            if (bundle != null && waiter.owner().equals(owner)) {
                places.add(new Place(position, waiter.bundle().sessionId(), bundle));
            }
        }
        return places;
    }
}
