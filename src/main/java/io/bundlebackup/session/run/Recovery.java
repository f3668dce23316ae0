package io.bundlebackup.session.run;

import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.Step;
import io.bundlebackup.session.state.Transitions;
import io.bundlebackup.session.store.SessionRows;
import io.bundlebackup.session.work.BundleWorks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the start of the service does with the sessions that were live when it stopped: each gets an event {@code onBackupServiceDied},
 * queued bundles are queued again, and running bundles go on.
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
        var snapshots = rows.live();
        for (var work : works.all()) {
            work.prepareRecovery(snapshots);
        }
        var sessions = snapshots.stream().map(live::restore).toList();
        for (var session : sessions) {
            dispatcher.restoreHolds(session);
            session.transact(draft -> {
                Transitions.apply(draft, new Step.ServiceDied());
                draft.session().all().stream()
                        .filter(BundleSnapshot::running)
                        .forEach(b -> Transitions.apply(draft, new Step.Resume(b.name())));
                return draft;
            });
        }
        dispatcher.resume(sessions);
        if (!sessions.isEmpty()) {
            log.info("{} sessions were live when the service stopped, and go on.", sessions.size());
        }
    }
}
