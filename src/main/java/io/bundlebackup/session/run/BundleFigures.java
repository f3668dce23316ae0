package io.bundlebackup.session.run;

import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.SessionSnapshot;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is shown of running bundles beside their snapshots: rate, time left, deadline. Thread-safe. */
public final class BundleFigures {
    private final Dispatcher dispatcher;
    private final Clocks clocks;

    public BundleFigures(Dispatcher dispatcher, Clocks clocks) {
        this.dispatcher = dispatcher;
        this.clocks = clocks;
    }

    /** When the timer of a bundle expires by the wall clock, if nothing changes; absent while the timer stands still. */
    public @Nullable Instant deadline(String sessionId, BundleSnapshot bundle) {
        var run = dispatcher.run(new BundleId(sessionId, bundle.name()));
        var deadline = run == null ? bundle.steering().timer().deadline() : run.deadline(bundle);
        return deadline == null ? null : clocks.shown(deadline);
    }

    /** Bytes a second over the last ten seconds; absent when it does not run. */
    public @Nullable Long rate(SessionSnapshot session, BundleSnapshot bundle) {
        var run = dispatcher.run(new BundleId(session.id(), bundle.name()));
        return run == null ? null : run.meter().rate();
    }

    /** Seconds until everything has reached the client at this rate; absent when nobody can know. */
    public @Nullable Long eta(SessionSnapshot session, BundleSnapshot bundle) {
        var run = dispatcher.run(new BundleId(session.id(), bundle.name()));
        return run == null ? null : run.meter().eta(bundle.counts());
    }
}
