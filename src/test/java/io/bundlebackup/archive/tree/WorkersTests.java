package io.bundlebackup.archive.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkersTests {
    private static final long PATIENCE_SECONDS = 5;

    private final Workers workers = new Workers();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() {
        release.countDown();
        workers.close();
    }

    /** Work of other bundles, on every thread there is. */
    private void occupyAll() throws InterruptedException {
        var begun = new CountDownLatch(workers.count());
        for (int i = 0; i < workers.count(); i++) {
            workers.submit(() -> {
                begun.countDown();
                return release.await(1, TimeUnit.MINUTES);
            });
        }
        assertThat(begun.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    private static void stopInTime(Workers.Job<?> job) throws Exception {
        var stopping = new FutureTask<>(job::stop, true);
        Thread.ofVirtual().start(stopping);
        assertThat(stopping.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void stoppingWorkThatHasNotBegunDoesNotWait() throws Exception {
        occupyAll();
        var ran = new AtomicBoolean();
        var job = workers.submit(() -> ran.getAndSet(true));

        stopInTime(job);

        release.countDown();
        assertThat(workers.submit(() -> "next").result()).isEqualTo("next");
        assertThat(ran).isFalse();
        assertThatThrownBy(job::result).isInstanceOf(CancellationException.class);
    }

    @Test
    void stoppingWorkInterruptsItAndWaitsForItsEnd() throws Exception {
        var begun = new CountDownLatch(1);
        var letGo = new AtomicBoolean();
        var job = workers.submit(() -> {
            begun.countDown();
            try {
                return release.await(1, TimeUnit.MINUTES);
            } finally {
                letGo.set(true);
            }
        });
        assertThat(begun.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();

        stopInTime(job);

        assertThat(letGo).isTrue();
    }

    @Test
    void anInterruptOfOneWorkDoesNotReachTheNext() throws Exception {
        for (int i = 0; i < 100; i++) {
            var begun = new CountDownLatch(1);
            var job = workers.submit(() -> {
                begun.countDown();
                return release.await(1, TimeUnit.MINUTES);
            });
            var next = new ArrayList<Workers.Job<Boolean>>();
            begun.await();
            job.stop();
            for (int n = 0; n < workers.count(); n++) {
                next.add(workers.submit(() -> Thread.currentThread().isInterrupted()));
            }
            for (var each : next) {
                assertThat(each.result()).isFalse();
            }
        }
    }

    @Test
    void callRunsOnAWorkerAndRethrowsTheException() throws Exception {
        assertThat(workers.call(() -> Thread.currentThread().getName())).startsWith("work-");
        assertThatThrownBy(() -> workers.call(() -> {
                    throw new IOException("no such luck");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("no such luck");
    }

    @Test
    void anInterruptOfTheCallerStopsTheWork() throws Exception {
        var begun = new CountDownLatch(1);
        var letGo = new AtomicBoolean();
        var waiting = new FutureTask<>(() -> workers.call(() -> {
            begun.countDown();
            try {
                return release.await(1, TimeUnit.MINUTES);
            } finally {
                letGo.set(true);
            }
        }));
        var thread = Thread.ofVirtual().start(waiting);
        assertThat(begun.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();

        thread.interrupt();

        assertThatThrownBy(() -> waiting.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(letGo).isTrue();
    }
}
