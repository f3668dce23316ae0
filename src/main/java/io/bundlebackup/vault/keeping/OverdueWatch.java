package io.bundlebackup.vault.keeping;

import io.bundlebackup.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Looks once a minute whether bundles have become overdue. One thread. */
final class OverdueWatch implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(OverdueWatch.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final Duration END = Duration.ofSeconds(5);

    /** After the schedules have been read. */
    private static final int PHASE = 21;

    private final OverdueBundles bundles;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private @Nullable Thread thread;

    OverdueWatch(OverdueBundles bundles) {
        this.bundles = bundles;
    }

    private void loop() {
        try {
            do {
                look();
            } while (!stopped.await(PAUSE.toSeconds(), TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            // The service is stopping.
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            bundles.look();
        } catch (ProblemException e) {
            log.warn("Bundles that are overdue could not be recorded; the service tries again: {}", e.detail());
        } catch (RuntimeException | Error e) {
            log.error("The look for overdue bundles met an unexpected error and goes on.", e);
        }
    }

    @Override
    public synchronized void start() {
        thread = Thread.ofPlatform().name("vault-overdue").daemon().start(this::loop);
    }

    @Override
    public synchronized void stop() {
        var ending = thread;
        if (ending != null) {
            stopped.countDown();
            ending.interrupt();
            try {
                ending.join(END);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            thread = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    @Override
    public boolean isPauseable() {
        return false;
    }
}
