package io.bundlebackup.upload.web;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.Phase;
import io.bundlebackup.session.state.SessionType;
import io.bundlebackup.session.work.BundleTask;
import io.bundlebackup.session.work.BundleWork;
import io.bundlebackup.upload.chain.PreviousManifests;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

/** Incremental backups that only wait for their end, in the place of those that the service may have. */
final class WaitingIncrements implements BundleWork {
    private final PreviousManifests manifests;

    private WaitingIncrements(PreviousManifests manifests) {
        this.manifests = manifests;
    }

    @TestConfiguration
    static class Configuration {
        /** The last one of a type is the one that works. */
        @Bean
        @Order
        BundleWork waitingIncrements(PreviousManifests manifests) {
            return new WaitingIncrements(manifests);
        }
    }

    @Override
    public SessionType type() {
        return SessionType.INCREMENTAL_BACKUP;
    }

    @Override
    public Phase firstPhase(Bundle bundle) {
        return Phase.SCANNING;
    }

    @Override
    public @Nullable Long run(BundleTask task) throws InterruptedException {
        new CountDownLatch(1).await();
        return null;
    }

    @Override
    public void discard(BundleId bundle) throws IOException {
        manifests.discard(bundle);
    }

    @Override
    public void sessionEnded(String sessionId) throws IOException {
        manifests.discardAll(sessionId);
    }
}
