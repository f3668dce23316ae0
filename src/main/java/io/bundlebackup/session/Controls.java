package io.bundlebackup.session;

import io.bundlebackup.session.reply.KeepReply;
import io.bundlebackup.session.run.LiveSessions;
import io.bundlebackup.session.run.Pace;
import io.bundlebackup.session.run.Slots;
import io.bundlebackup.session.state.BundleGoneException;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.ControlTransitions;
import io.bundlebackup.session.state.Ending;
import io.bundlebackup.session.state.Step;
import io.bundlebackup.session.state.Transitions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Changes the timer, the send rate and the priority of bundles, stops bundles, and lists the queue. An empty answer means that the state
 * of the bundle does not allow the change, and that nothing was changed. Thread-safe.
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
        var found = sessions.find(owner, bundle.sessionId());
        found.snapshot().requireBundle(bundle.name());
        if (found.live() == null) {
            return Optional.empty();
        }
        return found.live().transact(draft -> {
            try {
                Transitions.apply(draft, step);
            } catch (BundleGoneException e) {
                // Answered after the commits that this decision rests on.
                return Optional.empty();
            }
            return Optional.of(draft.bundle(bundle.name()));
        });
    }

    /** Withdraws a queued bundle, cancels a running one, leaves an ended one as it is. */
    public void withdraw(String owner, BundleId bundle) {
        var found = sessions.find(owner, bundle.sessionId());
        found.snapshot().requireBundle(bundle.name());
        if (found.live() != null) {
            found.live().apply(new Step.Stop(bundle.name(), Ending.CANCEL));
        }
    }

    /**
     * OpenHarmony's {@code cancel}.
     *
     * @throws ProblemException 13500011 if the bundle is queued, 13500012 if the bundle ended otherwise or was never appended
     */
    public <T> T cancel(String owner, BundleId bundle, T answer, @Nullable KeepReply<T> remember) {
        var found = sessions.find(owner, bundle.sessionId());
        if (found.live() == null) {
            ControlTransitions.requireCancellable(found.snapshot().bundle(bundle.name()));
            return answer;
        }
        return found.live().transact(draft -> {
            Transitions.apply(draft, new Step.Cancel(bundle.name()));
            return draft.remembered(remember, answer);
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
