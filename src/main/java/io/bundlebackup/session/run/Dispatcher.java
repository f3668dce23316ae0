package io.bundlebackup.session.run;

import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.posix.BackgroundRemoval;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.BundleState;
import io.bundlebackup.session.state.SessionSnapshot;
import io.bundlebackup.session.state.SessionType;
import io.bundlebackup.session.store.FileRows;
import io.bundlebackup.session.work.BundleWorks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Acts on committed changes: queues appended bundles, starts bundles that got a slot, stops bundles that are to end. It looks at states, not at
 * steps, so every way to a state has the same effect. Called by the journal's thread; never blocks.
 */
public final class Dispatcher implements Journal.Listener {
    private final Bundles bundles;
    private final BundleWorks works;
    private final Slots slots;
    private final FileRows files;
    private final LiveSessions live;
    private final SizeScans sizes;
    private final Holds holds;
    private final Map<BundleId, BundleRun> runs = new ConcurrentHashMap<>();
    /** Repeats what could not be removed after an end. */
    private final BackgroundRemoval removal = new BackgroundRemoval("discard");

    private volatile boolean stopping;
    /** A committed change did not have all its effects. */
    private volatile boolean failed;

    public Dispatcher(
            Bundles bundles,
            BundleWorks works,
            Slots slots,
            FileRows files,
            LiveSessions live,
            SizeScans sizes,
            Holds holds) {
        this.bundles = bundles;
        this.works = works;
        this.slots = slots;
        this.files = files;
        this.live = live;
        this.sizes = sizes;
        this.holds = holds;
    }

    /** A client that sees the end of a bundle may append the bundle at once. */
    @Override
    public void committing(Session.Change change) {
        var transition = change.transition();
        switch (transition.after().state()) {
            case RELEASING -> holds.sessionClosing(transition.after().id());
            case RELEASED, EXPIRED -> holds.sessionEnded(transition.after().id());
            case OPEN, RUNNING, COMPLETED -> {}
        }
        transition.changed().stream()
                .filter(BundleSnapshot::ended)
                .forEach(bundle -> holds.bundleEnded(transition.after().id(), bundle.target()));
    }

    @Override
    public void committed(Session.Change change) {
        try {
            act(change);
        } catch (RuntimeException | Error e) {
            failed = true;
            throw e;
        }
    }

    private void act(Session.Change change) {
        var transition = change.transition();
        var after = transition.after();
        var appended = new ArrayList<Slots.Waiter>();
        transition.changed().forEach(bundle -> act(change, bundle, appended));
        slots.enqueue(appended);
        if (!transition.changed().isEmpty() && !queues(after)) {
            startReady(change.session(), after);
        }
        sizes.committed(change.session(), after);
        endIfOver(after);
    }

    private void endIfOver(SessionSnapshot session) {
        if (!session.state().live()) {
            sessionEnded(session);
            live.remove(session.id());
        }
    }

    /** Acts on one changed bundle; what is new in the queue is added to {@code appended}. */
    private void act(Session.Change change, BundleSnapshot after, List<Slots.Waiter> appended) {
        var session = change.transition().after();
        var before = change.transition().before().bundle(after.name());
        var id = new BundleId(session.id(), after.name());
        switch (after.state()) {
            case QUEUED -> {
                if (!queues(session)) {
                    // It begins when what it depends on has ended: startReady.
                    return;
                }
                if (before == null) {
                    appended.add(waiter(change.session(), session, after));
                } else if (before.steering().priority() != after.steering().priority()) {
                    slots.reorder(id, after.steering().priority());
                }
            }
            case RUNNING -> {
                if (after.ending() && (before == null || !before.ending())) {
                    stop(id);
                }
            }
            case ENDED -> {
                if (before != null && before.state() == BundleState.QUEUED) {
                    slots.remove(id);
                    discardUnbegun(session.type(), id);
                }
            }
        }
    }

    private void sessionEnded(SessionSnapshot session) {
        var work = works.of(session.type());
        Thread.ofVirtual()
                .name("over-" + session.id())
                .start(() -> removal.attempt(() -> work.sessionEnded(session.id())));
    }

    private Slots.Waiter waiter(Session session, SessionSnapshot snapshot, BundleSnapshot bundle) {
        return new Slots.Waiter(
                snapshot.owner(),
                new BundleId(snapshot.id(), bundle.name()),
                bundle.steering().priority(),
                false,
                bundle.appended().ticket(),
                () -> start(session, bundle.name(), true));
    }

    private boolean queues(SessionSnapshot session) {
        return works.of(session.type()).beginsWithSlot();
    }

    /** A bundle that never began may have uploads from its client, or a manifest to start from. */
    private void discardUnbegun(SessionType type, BundleId bundle) {
        var work = works.of(type);
        Thread.ofVirtual().name("discard-" + bundle.name()).start(() -> removal.attempt(() -> work.discard(bundle)));
    }

    /** Begins what needs no slot and waits for nothing any more. */
    private void startReady(Session session, SessionSnapshot snapshot) {
        snapshot.all().stream()
                .filter(b -> b.state() == BundleState.QUEUED && Dependencies.allEnded(snapshot, b))
                .forEach(b -> start(session, b.name(), false));
    }

    /** Holds what a session held when the service stopped; before anything of it goes on. */
    void restoreHolds(Session session) {
        holds.restore(session.snapshot());
    }

    /** Goes on with what these sessions had under way, or in the queue, when the service stopped. */
    void resume(Collection<Session> sessions) {
        var queued = new ArrayList<Slots.Waiter>();
        for (var session : sessions) {
            var snapshot = session.snapshot();
            snapshot.all().stream().filter(BundleSnapshot::running).forEach(b -> start(session, b.name(), false));
            if (queues(snapshot)) {
                snapshot.all().stream()
                        .filter(b -> b.state() == BundleState.QUEUED
                                && !runs.containsKey(new BundleId(snapshot.id(), b.name())))
                        .forEach(b -> queued.add(waiter(session, snapshot, b)));
            } else {
                startReady(session, snapshot);
            }
        }
        slots.enqueue(queued);
    }

    /** @param slotHeld whether the bundle got a slot */
    private void start(Session session, String bundle, boolean slotHeld) {
        var snapshot = session.snapshot();
        var id = new BundleId(snapshot.id(), bundle);
        var run = new BundleRun(
                new BundleSteps(session, bundle, slots, slotHeld),
                works.of(snapshot.type()),
                bundles,
                slots,
                files,
                removal,
                () -> runs.remove(id));
        if (runs.putIfAbsent(id, run) != null) {
            if (slotHeld) {
                slots.free();
            }
            return;
        }
        if (stopping) {
            runs.remove(id);
            return;
        }
        try {
            run.start();
        } catch (RuntimeException | Error e) {
            runs.remove(id);
            throw e;
        }
    }

    /** Repeats what had no effect because of an error. Called by the clock's thread. */
    void tick() {
        slots.grant();
        if (failed) {
            failed = false;
            try {
                repeat(live.all());
            } catch (RuntimeException | Error e) {
                failed = true;
                throw e;
            }
        }
    }

    /** What has begun already stays as it is. */
    private void repeat(Collection<Session> sessions) {
        resume(sessions);
        for (var session : sessions) {
            var snapshot = session.snapshot();
            snapshot.all().stream()
                    .filter(b -> b.running() && b.ending())
                    .forEach(b -> stop(new BundleId(snapshot.id(), b.name())));
            sizes.committed(session, snapshot);
            endIfOver(snapshot);
        }
    }

    private void stop(BundleId bundle) {
        var run = run(bundle);
        if (run != null) {
            run.stop();
        }
    }

    @Nullable
    public BundleRun run(BundleId bundle) {
        return runs.get(bundle);
    }

    /** Stops all work where it is; what was recorded stays. */
    public void close(Duration atMost) {
        stopping = true;
        slots.close();
        sizes.close(atMost);
        var all = List.copyOf(runs.values());
        all.forEach(BundleRun::abandon);
        try {
            for (var run : all) {
                run.awaitEnd(atMost);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        removal.close();
    }
}
