package io.bundlebackup.restore;

import org.springframework.context.SmartLifecycle;

/** A step at the start of the service, before or after the sessions, whose phase is 0. Nothing happens at the stop. Thread-safe. */
final class StartStep implements SmartLifecycle {
    private final int phase;
    private final Runnable step;
    private volatile boolean running;

    StartStep(int phase, Runnable step) {
        this.phase = phase;
        this.step = step;
    }

    @Override
    public void start() {
        step.run();
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

    @Override
    public int getPhase() {
        return phase;
    }

    @Override
    public boolean isPauseable() {
        return false;
    }
}
