package io.bundlebackup.session;

import io.bundlebackup.bundle.BundleSizes;
import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.session.run.Clocks;
import io.bundlebackup.session.run.Dispatcher;
import io.bundlebackup.session.run.Holds;
import io.bundlebackup.session.run.Journal;
import io.bundlebackup.session.run.LiveSessions;
import io.bundlebackup.session.run.SessionClock;
import io.bundlebackup.session.run.SizeMeasure;
import io.bundlebackup.session.run.SizeScans;
import io.bundlebackup.session.run.Slots;
import io.bundlebackup.session.store.SessionStore;
import io.bundlebackup.session.work.BundleWorks;

/** The live sessions and what runs them: objects that depend on each other, made together. */
public final class SessionParts {
    public final SessionStore store;
    public final LiveSessions live;
    public final Slots slots;
    public final Sessions sessions;
    final Journal journal;
    final Holds holds;
    final BundleWorks works;
    final Dispatcher dispatcher;
    final SizeScans scans;
    final SessionClock clock;

    SessionParts(
            Journal journal,
            SessionStore store,
            Bundles bundles,
            BundleSizes sizes,
            BundleWorks works,
            SessionSettings settings,
            Clocks clocks) {
        this.store = store;
        this.works = works;
        this.journal = journal;
        live = new LiveSessions(journal, clocks);
        holds = new Holds();
        slots = new Slots(settings.scheduler().slots());
        scans = new SizeScans(new SizeMeasure(bundles, sizes, store.history, works), settings.sizeReportInterval());
        dispatcher = new Dispatcher(bundles, works, slots, store.files, live, scans, holds);
        clock = new SessionClock(live, dispatcher, store.history, scans, settings.progressInterval(), clocks.steady());
        sessions = new Sessions(live, store.rows, bundles, holds, works, settings, clocks.wall());
    }
}
