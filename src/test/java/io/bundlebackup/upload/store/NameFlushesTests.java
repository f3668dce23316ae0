package io.bundlebackup.upload.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NameFlushesTests {
    private static final Path DIRECTORY = Path.of("uploads");

    private final AtomicInteger count = new AtomicInteger();
    private final AtomicReference<@Nullable CountDownLatch> hold = new AtomicReference<>();
    private final NameFlushes flushes = new NameFlushes(directory -> {
        count.incrementAndGet();
        var held = hold.get();
        if (held != null) {
            try {
                held.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    });

    @Test
    void flushesADirectoryOnlyAfterAChange() throws Exception {
        flushes.flush(DIRECTORY);
        flushes.flush(DIRECTORY);
        assertThat(count).hasValue(1);

        flushes.changed(DIRECTORY);
        flushes.flush(DIRECTORY);
        assertThat(count).hasValue(2);
    }

    @Test
    void sharesOneFlushBetweenAllThatWaitForIt() throws Exception {
        var held = new CountDownLatch(1);
        hold.set(held);
        Callable<Boolean> flush = () -> {
            flushes.changed(DIRECTORY);
            flushes.flush(DIRECTORY);
            return true;
        };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> all = new ArrayList<>();
            all.add(threads.submit(flush));
            Awaitility.await().until(() -> count.get() == 1);
            for (int i = 0; i < 20; i++) {
                all.add(threads.submit(flush));
            }
            Awaitility.await().until(() -> flushes.waiting(DIRECTORY) == 20);
            held.countDown();
            for (var each : all) {
                assertThat(each.get()).isTrue();
            }
        }
        // The first did not cover the names that were added while it ran.
        assertThat(count).hasValue(2);
    }

    @Test
    void flushesAgainAfterAFailure() throws Exception {
        var failing = new AtomicInteger(1);
        var some = new NameFlushes(directory -> {
            if (failing.getAndDecrement() > 0) {
                throw new IOException("Input/output error");
            }
            count.incrementAndGet();
        });

        assertThatThrownBy(() -> some.flush(DIRECTORY)).isInstanceOf(IOException.class);

        some.flush(DIRECTORY);
        assertThat(count).hasValue(1);
    }
}
