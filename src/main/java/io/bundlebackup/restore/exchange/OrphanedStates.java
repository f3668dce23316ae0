package io.bundlebackup.restore.exchange;

import io.bundlebackup.bundle.Bundles;
import java.nio.file.Files;
import org.springframework.context.SmartLifecycle;

/** Removes at the start of the service the new states of restores that ended when the service stopped. */
public final class OrphanedStates implements SmartLifecycle {
    private final Bundles bundles;
    private final PreviousStates previous;
    private final ExchangeRecovery recovery;
    private final Sweeper sweeper;
    private volatile boolean running;

    public OrphanedStates(Bundles bundles, PreviousStates previous, ExchangeRecovery recovery, Sweeper sweeper) {
        this.bundles = bundles;
        this.previous = previous;
        this.recovery = recovery;
        this.sweeper = sweeper;
    }

    @Override
    public void start() {
        for (var bundle : bundles.all()) {
            if (Files.isDirectory(bundle.directory()) && recovery.isReadable(bundle)) {
                previous.clear(bundle);
                sweeper.sweep(() -> ExchangeRecovery.sweep(DataLocation.of(bundle)));
            }
        }
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** After the sessions, which hold their bundles from there on, and before the web server. */
    @Override
    public int getPhase() {
        return 1;
    }

    @Override
    public boolean isPauseable() {
        return false;
    }
}
