package io.bundlebackup.monitoring;

import io.bundlebackup.session.ServiceState;
import java.io.IOException;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** How much the service has to do. Always up: a long queue is no fault. */
final class QueueHealth extends AbstractHealthIndicator {
    private final ServiceState state;

    QueueHealth(ServiceState state) {
        super("The queue could not be read");
        this.state = state;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) throws IOException {
        var now = state.view();
        health.up()
                .withDetail("slots", now.slots())
                .withDetail("slotsBusy", now.slotsBusy())
                .withDetail("queued", now.queued())
                .withDetail("sessionsLive", now.sessionsLive());
    }
}
