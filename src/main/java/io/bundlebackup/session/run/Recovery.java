package io.bundlebackup.session.run;

import io.bundlebackup.problem.Failure;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.BundleState;
import io.bundlebackup.session.state.Draft;
import io.bundlebackup.session.state.Ending;
import io.bundlebackup.session.state.Outcome;
import io.bundlebackup.session.state.Step;
import io.bundlebackup.session.state.Transitions;
import io.bundlebackup.session.store.SessionRows;
import io.bundlebackup.session.work.BundleWorks;
import java.util.HashMap;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the start of the service does with the sessions that were live when it stopped: each is told so in its log. Unfinished bundles of a
 * work that survives a restart go on; those of others end, and what had not begun is withdrawn. The sessions themselves stay, and can
 * be read and released.
 */
public final class Recovery {
    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    private final SessionRows rows;
    private final LiveSessions live;
    private final BundleWorks works;
    private final Dispatcher dispatcher;

    public Recovery(SessionRows rows, LiveSessions live, BundleWorks works, Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
        this.rows = rows;
        this.live = live;
        this.works = works;
    }

    public void run() {
        var sessions = rows.live();
        for (var snapshot : sessions) {
            var session = live.restore(snapshot);
            var work = works.of(snapshot.type());
            if (work.survivesRestart()) {
                resume(session);
                continue;
            }
            var failures = new HashMap<String, Failure>();
            for (var bundle : snapshot.all().stream().filter(b -> !b.ended()).toList()) {
                var id = new BundleId(snapshot.id(), bundle.name());
                failures.put(bundle.name(), work.failureByRestart(id));
                work.discard(id);
            }
            session.transact(draft -> {
                Transitions.apply(draft, new Step.ServiceDied());
                draft.session().all().stream()
                        .filter(b -> !b.ended())
                        .forEach(b -> end(draft, b, Objects.requireNonNull(failures.get(b.name()))));
                return draft;
            });
        }
        if (!sessions.isEmpty()) {
            log.info(
                    "{} sessions were live when the service stopped; their restores go on, their unfinished backups have ended.",
                    sessions.size());
        }
    }

    private void resume(Session session) {
        dispatcher.restoreHolds(session);
        session.transact(draft -> {
            Transitions.apply(draft, new Step.ServiceDied());
            draft.session().all().stream()
                    .filter(BundleSnapshot::running)
                    .forEach(b -> Transitions.apply(draft, new Step.Resume(b.name())));
            return draft;
        });
        dispatcher.resume(session);
    }

    private static void end(Draft draft, BundleSnapshot bundle, Failure failure) {
        var why = bundle.standing().ending();
        if (bundle.state() == BundleState.QUEUED) {
            Transitions.apply(draft, new Step.Stop(bundle.name(), Ending.CANCEL));
        } else if (why != null) {
            Transitions.apply(draft, new Step.End(bundle.name(), why.outcome(), why.failure(), null));
        } else {
            Transitions.apply(draft, new Step.End(bundle.name(), Outcome.FAILED, failure, null));
        }
    }
}
