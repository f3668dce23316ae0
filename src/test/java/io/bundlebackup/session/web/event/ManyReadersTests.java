package io.bundlebackup.session.web.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.OperatingSystemMXBean;
import io.bundlebackup.session.BundleRequest;
import io.bundlebackup.session.state.SessionState;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.test.context.TestPropertySource;

/** A crowd of readers gets everything and does not slow the session that it reads. The long form measures the same with a thousand readers. */
@TestPropertySource(properties = {"test.patient=true", "test.readers=4000", "backup.limits.bundles=100"})
class ManyReadersTests extends EventsFixture {
    private static final int EVENTS_A_BUNDLE = 1_000;

    @BeforeEach
    void makeBundles() throws IOException {
        for (int n = 0; n < 20; n++) {
            var bundle = directory.resolve("bundles").resolve("many" + n);
            Files.createDirectories(bundle.resolve("data"));
            Files.writeString(bundle.resolve("bundle.json"), "{}");
        }
    }

    /** What a session of small events took with some readers. */
    private record Run(Duration session, Duration all, Duration processor, long messages) {
        long messagesASecond() {
            return messages * TimeUnit.SECONDS.toNanos(1) / all.toNanos();
        }

        double microsecondsAMessage() {
            return processor.toNanos() / 1_000.0 / messages;
        }
    }

    /** The processor time that the process has used, without that of the thread that is the clients. */
    private static Duration processorTime() {
        var process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return Duration.ofNanos(process.getProcessCpuTime()
                - ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
    }

    /** Runs a session with this number of events a bundle, as fast as they come. */
    private Run run(int bundles, int readers, boolean ofAll) throws Exception {
        var session = emptySession();
        var path = ofAll ? EventApi.OF_ALL : path(session);
        // Each bundle begins and ends, and has a progress and a report; the session says when all have ended.
        var last = bundles * (EVENTS_A_BUNDLE + 4L) + 1;
        try (var crowd = new SocketCrowd(port, path, readers, 0)) {
            await().until(() -> streams.size() == readers);
            for (int n = 0; n < bundles; n++) {
                work.failAndComplete(session, EVENTS_A_BUNDLE);
            }
            var requests = IntStream.range(0, bundles)
                    .mapToObj(n -> new BundleRequest("many" + n, 0, null, 800, null, null, null, null, null))
                    .toList();
            var processor = processorTime();
            var begun = System.nanoTime();
            sessions.append(OWNER, session, requests, null, null);
            var ended = CompletableFuture.supplyAsync(() -> {
                await().pollInterval(Duration.ofMillis(2))
                        .atMost(Duration.ofMinutes(5))
                        .until(() -> sessions.get(OWNER, session).state() == SessionState.COMPLETED);
                return Duration.ofNanos(System.nanoTime() - begun);
            });
            var messages = crowd.readUntil(last, Duration.ofMinutes(5));
            var all = Duration.ofNanos(System.nanoTime() - begun);
            var used = processorTime().minus(processor);
            assertThat(messages).isGreaterThanOrEqualTo(readers * last);
            var took = ended.get();
            assertThat(lastSeq(session)).isEqualTo(last);
            return new Run(took, readers == 0 ? took : all, used, messages);
        } finally {
            sessions.release(OWNER, session);
            awaitEnded(session);
        }
    }

    @Test
    void sendsEverythingToAHundredReadersOfASessionAndDoesNotSlowIt() throws Exception {
        var alone = run(2, 0, false).session();
        var read = run(2, 100, false).session();

        // For a busy machine.
        assertThat(read).isLessThan(alone.multipliedBy(4).plusSeconds(2));
    }

    @Test
    void sendsEverythingToAHundredReadersOfAllSessions() throws Exception {
        run(2, 100, true);
    }

    @Test
    @Tag("long")
    @Timeout(600)
    void measuresAThousandReaders() throws Exception {
        var readers = Integer.getInteger("readers", 1_000);
        var bundles = Integer.getInteger("bundles", 20);
        for (int round = 0; round < Integer.getInteger("rounds", 3); round++) {
            for (var ofAll : List.of(false, true)) {
                var alone = run(bundles, 0, ofAll);
                var read = run(bundles, readers, ofAll);
                System.out.printf(
                        "%s: the session took %d ms alone and %d ms with %d readers, who had everything after %d ms: %,d messages, %,d a second, %.1f µs of processor time a message; the clients took %d ms%n",
                        ofAll ? "all sessions" : "one session",
                        alone.session().toMillis(),
                        read.session().toMillis(),
                        readers,
                        read.all().toMillis(),
                        read.messages(),
                        read.messagesASecond(),
                        read.microsecondsAMessage(),
                        TimeUnit.NANOSECONDS.toMillis(
                                ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime()));
            }
        }
    }
}
