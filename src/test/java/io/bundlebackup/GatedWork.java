package io.bundlebackup;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.session.BundleFailedException;
import io.bundlebackup.session.BundleTask;
import io.bundlebackup.session.BundleWork;
import io.bundlebackup.session.Phase;
import io.bundlebackup.session.SessionType;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Stands before the service's work on bundles, and can hold one in its first phase as a slow disk would. Thread-safe. */
final class GatedWork {
    private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();

    /** The work on a bundle waits when it begins, for good. */
    void hold(String bundle) {
        held.put(bundle, new CountDownLatch(1));
    }

    BundleWork before(BundleWork real) {
        return new BundleWork() {
            @Override
            public SessionType type() {
                return real.type();
            }

            @Override
            public Phase firstPhase(Bundle bundle) {
                return real.firstPhase(bundle);
            }

            @Override
            public @Nullable Long carryOut(BundleTask task) throws InterruptedException, BundleFailedException {
                var gate = held.get(Objects.requireNonNull(task.bundle().name()));
                if (gate != null) {
                    gate.await();
                }
                return real.carryOut(task);
            }

            @Override
            public Failure failureByRestart(String sessionId, String bundleName) {
                return real.failureByRestart(sessionId, bundleName);
            }

            @Override
            public void discard(String sessionId, String bundleName) {
                real.discard(sessionId, bundleName);
            }

            @Override
            public long stagedBytes() {
                return real.stagedBytes();
            }
        };
    }
}
