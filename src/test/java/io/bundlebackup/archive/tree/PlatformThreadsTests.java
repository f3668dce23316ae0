package io.bundlebackup.archive.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Waiting for work of another thread. */
class PlatformThreadsTests {
    @Test
    void returnsTheResultOrThrowsTheExceptionOfTheWork() throws Exception {
        assertThat(PlatformThreads.call("own", () -> "done")).isEqualTo("done");
        assertThatThrownBy(() -> PlatformThreads.call("own", () -> {
                    throw new IOException("broken");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("broken");
    }

    /** Files that it has open would be nobody's. */
    @Test
    void returnsTheResultOfWorkThatSucceedsDespiteAnInterrupt() throws Exception {
        var waiter = Thread.currentThread();

        var result = PlatformThreads.call("own", () -> {
            waiter.interrupt();
            try {
                new CountDownLatch(1).await();
                return "never";
            } catch (InterruptedException e) {
                return "at the last moment";
            }
        });

        assertThat(result).isEqualTo("at the last moment");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void isInterruptedWithItsWork() {
        var waiter = Thread.currentThread();
        assertThatThrownBy(() -> PlatformThreads.call("own", () -> {
                    waiter.interrupt();
                    new CountDownLatch(1).await();
                    return "never";
                }))
                .isInstanceOf(InterruptedException.class);
    }
}
