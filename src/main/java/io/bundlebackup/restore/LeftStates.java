package io.bundlebackup.restore;

import io.bundlebackup.bundle.Bundles;
import java.io.IOException;
import java.nio.file.Files;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Removes at the start what restores had built that ended when the service did: nobody else comes for it before the next restore. */
final class LeftStates implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(LeftStates.class);

    private final Bundles bundles;
    private final PreviousStates previous;
    private final Sweeper sweeper;
    private volatile boolean running;

    LeftStates(Bundles bundles, PreviousStates previous, Sweeper sweeper) {
        this.bundles = bundles;
        this.previous = previous;
        this.sweeper = sweeper;
    }

    @Override
    public void start() {
        for (var bundle : bundles.all()) {
            if (Files.isDirectory(bundle.directory())) {
                previous.clear(bundle);
                sweeper.sweep(() -> {
                    try {
                        ExchangeRecovery.sweep(Place.of(bundle));
                    } catch (IOException e) {
                        log.warn(
                                "What lies beside the data of {} could not be looked at; it takes up space: {}",
                                bundle.name(),
                                e.getMessage());
                    }
                });
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
