package io.bundlebackup.restore;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.Bundles;
import java.io.IOException;
import java.nio.file.Files;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * What a kill left beside the data of bundles: exchanges in the middle, whoever wanted them, are brought to their end before sessions take
 * up their restores and before anybody can ask for another; what was being removed is, in the background.
 */
final class ExchangeRecovery implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(ExchangeRecovery.class);

    private final Bundles bundles;
    private final PreviousStates previous;
    private final Sweeper sweeper;
    private volatile boolean running;

    ExchangeRecovery(Bundles bundles, PreviousStates previous, Sweeper sweeper) {
        this.bundles = bundles;
        this.previous = previous;
        this.sweeper = sweeper;
    }

    @Override
    public void start() {
        for (var bundle : bundles.all()) {
            // Also of one that cannot be used at present: its data is not to be left between two states.
            if (Files.isDirectory(bundle.directory())) {
                recover(bundle);
            }
        }
        running = true;
    }

    private void recover(Bundle bundle) {
        try {
            previous.recover(bundle);
            sweeper.sweep(() -> previous.sweep(bundle));
        } catch (IOException e) {
            log.error(
                    "What a restore has left beside the data of {} cannot be looked at, or an exchange not be completed; look at its disk.",
                    bundle.name(),
                    e);
        }
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the sessions. */
    @Override
    public int getPhase() {
        return -1;
    }

    @Override
    public boolean isPauseable() {
        return false;
    }
}
