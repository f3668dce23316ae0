package io.bundlebackup.session.run;

import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.SessionSnapshot;
import org.jspecify.annotations.Nullable;

/** How fast running bundles reach their clients. Thread-safe. */
public final class TransferRates {
    private final Dispatcher dispatcher;

    public TransferRates(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
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
