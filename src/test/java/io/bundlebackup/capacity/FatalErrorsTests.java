package io.bundlebackup.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Threads that fail, each in a process of its own. */
class FatalErrorsTests {
    private record Ended(int status, String said) {}

    /** A process in which one thread fails, and that would go on for a minute otherwise. */
    static final class Failing {
        public static void main(String[] args) throws InterruptedException {
            FatalErrors.watchAllThreads();
            var other = Thread.ofPlatform().name(args[0]).start(() -> {
                if (args[1].equals("memory")) {
                    throw new OutOfMemoryError("for a test");
                }
                throw new IllegalStateException("for a test");
            });
            var vital = Thread.ofPlatform().name("vital").uncaughtExceptionHandler(FatalErrors.ofVitalThread());
            if (args[0].equals("other")) {
                other.join();
                vital.start(() -> {
                    throw new IllegalStateException("of a vital thread");
                });
            }
            new CountDownLatch(1).await(1, TimeUnit.MINUTES);
        }
    }

    @Test
    void aThreadWithoutMemoryEndsTheProcessWithASentence() throws Exception {
        var ended = fail("http-nio-8080-Poller", "memory");

        assertThat(ended.status).isEqualTo(FatalErrors.OUT_OF_MEMORY);
        assertThat(ended.said).contains("run out of memory").contains("-Xmx");
    }

    @Test
    void aFailedThreadOfTheContainerEndsTheProcess() throws Exception {
        var ended = fail("http-nio-8080-Acceptor", "state");

        assertThat(ended.status).isEqualTo(FatalErrors.LOST_THREAD);
        assertThat(ended.said).contains("http-nio-8080-Acceptor").contains("for a test");
    }

    @Test
    void anotherThreadThatFailsIsLoggedAndAVitalOneEndsTheProcess() throws Exception {
        var ended = fail("other", "state");

        assertThat(ended.status).isEqualTo(FatalErrors.LOST_THREAD);
        assertThat(ended.said).contains("The thread other has failed").contains("its thread vital has failed");
    }

    private static Ended fail(String thread, String how) throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Failing.class.getName(),
                        thread,
                        how)
                .redirectErrorStream(true)
                .start();
        try {
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(said).isTrue();
            return new Ended(process.exitValue(), said);
        } finally {
            process.destroyForcibly();
        }
    }
}
