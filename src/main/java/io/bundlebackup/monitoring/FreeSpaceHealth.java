package io.bundlebackup.monitoring;

import io.bundlebackup.session.ServiceState;
import java.io.IOException;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Whether there is room in the data directory: down when so little is left that requests may be refused with 507. Names no path.
 */
final class FreeSpaceHealth extends AbstractHealthIndicator {
    /** With less, the database and small parts may find no room. */
    private static final long LEAST = 64L << 20;

    private final ServiceState state;

    FreeSpaceHealth(ServiceState state) {
        super("The free space of the data directory could not be read");
        this.state = state;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) throws IOException {
        var now = state.view();
        health.status(now.freeBytes() < LEAST ? "DOWN" : "UP")
                .withDetail("freeBytes", now.freeBytes())
                .withDetail("stagedBytes", now.stagedBytes());
    }
}
