package io.bundlebackup.upload.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.session.state.BundleId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class BundleLocksTests {
    private static final BundleId BUNDLE = new BundleId("0123456789abcdef0123456789abcdef", "com.example.app");

    private final BundleLocks locks = new BundleLocks();

    @Test
    void changesOfDifferentUploadsOfABundleDoNotWaitForEachOther() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var _ = locks.lock(BUNDLE, "part.0.tar")) {
            threads.submit(() -> locks.lock(BUNDLE, "part.1.tar").close()).get(10, TimeUnit.SECONDS);
        }
        assertThat(locks.size()).isZero();
    }

    @Test
    void changesOfOneUploadFollowEachOther() throws Exception {
        requireWait(
                locks.lock(BUNDLE, "part.0.tar"),
                () -> locks.lock(BUNDLE, "part.0.tar").close());
    }

    @Test
    void aPublicationWaitsForTheChangesOfUploadsThatHaveBegun() throws Exception {
        requireWait(locks.lock(BUNDLE, "part.0.tar"), () -> locks.lock(BUNDLE).close());
    }

    @Test
    void noUploadChangesDuringAPublication() throws Exception {
        requireWait(locks.lock(BUNDLE), () -> locks.lock(BUNDLE, "part.0.tar").close());
    }

    private void requireWait(BundleLocks.Held held, Runnable other) throws Exception {
        var before = locks.size();
        var done = new CompletableFuture<Boolean>();
        var thread = Thread.ofPlatform().start(() -> {
            other.run();
            done.complete(true);
        });
        Awaitility.await().until(() -> thread.getState() == Thread.State.WAITING);

        assertThat(done).isNotDone();

        held.close();
        assertThat(done.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(before).isPositive();
        assertThat(locks.size()).isZero();
    }
}
