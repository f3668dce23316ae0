package io.bundlebackup.journey.control;

import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import io.bundlebackup.journey.Client;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RunningService;
import io.bundlebackup.posix.RawFiles;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Many sessions of clients that do what they like, side by side ({@code -Dcontrol.sessions}). Whatever they did, each log keeps the
 * grammar, and afterwards the service holds what it held before.
 */
class RandomControlIntegrationTests extends JourneyTest {
    private static final int CLIENTS = 8;
    private static final int WARM_UP = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Threads of the service, virtual ones too, that belong to one bundle, walk or command. */
    private static final Pattern PASSING = Pattern.compile("^#\\d+ \"(walk|extension-|sizes-|bundle-).*");

    @Override
    public List<String> settings() {
        return List.of(
                "backup.scheduler.slots=3",
                "backup.pack.part-files=3",
                "backup.pack.part-size=100KB",
                "backup.pack.big-file-size=50KB",
                "backup.staging.max-size=1MB");
    }

    private List<String> bundles() {
        var made = new ArrayList<>(List.of("com.example.nowhere"));
        for (int i = 0; i < 4; i++) {
            made.add(service.bundle(file("a", "hi"), dir("d", files(5))));
            made.add(service.bundle(files(12)));
            made.add(service.bundle(file("big", 60_000), file("small", "x")));
        }
        var extended = "com.example.randomly";
        service.bundleNamed(
                extended,
                "{\"versionCode\":1,\"versionName\":\"1\",\"extension\":{\"onBackup\":[\"sleep\",\"0.1\"],\"onBackupEnd\":[\"true\"]}}",
                files(4));
        made.add(extended);
        return made;
    }

    @Test
    void leavesNothingBehind() throws Exception {
        int sessions = Integer.getInteger("control.sessions", 200);
        var known = bundles();
        play(known, WARM_UP);
        awaitQuiet();
        var before = Held.now(service, folder.resolve("threads"));

        long begun = System.nanoTime();
        play(known, sessions);
        System.out.printf(
                "%d sessions of random operations in %d ms%n", sessions, (System.nanoTime() - begun) / 1_000_000);

        awaitQuiet();
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> Held.now(service, folder.resolve("threads")).assertNotMoreThan(before));
    }

    private void play(List<String> known, int sessions) throws Exception {
        var played = new ConcurrentLinkedQueue<Seeded>();
        try (var bob = service.client(RunningService.BOB);
                var clients = Executors.newFixedThreadPool(CLIENTS)) {
            var playing = new ArrayList<Callable<Seeded>>();
            for (int i = 0; i < sessions; i++) {
                var client = i % 2 == 0 ? alice : bob;
                playing.add(() -> {
                    var seeded = Seeded.play(client, known);
                    played.add(seeded);
                    return seeded;
                });
            }
            for (var each : clients.invokeAll(playing)) {
                each.get();
            }
            awaitQuiet();
            played.forEach(Seeded::check);
        }
    }

    /** A session, and what to say of it when it fails. */
    private record Seeded(long seed, RandomSession session) {
        static Seeded play(Client client, List<String> known) {
            long seed = System.nanoTime();
            return seeded(seed, () -> new Seeded(seed, new RandomSession(client, new Random(seed), known).play()));
        }

        void check() {
            seeded(seed, () -> {
                session.check();
                return this;
            });
        }

        private static Seeded seeded(long seed, java.util.function.Supplier<Seeded> action) {
            try {
                return action.get();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private void awaitQuiet() {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
            var status = alice.get("/api/v1/status").is(200).json();
            return Stream.of("stagedBytes", "slotsBusy", "queued", "sessionsLive")
                    .allMatch(member -> status.path(member).asLong(-1) == 0);
        });
    }

    /** What the process holds. */
    private record Held(long descriptors, int threads, List<String> passing, List<Path> staged, List<String> open) {
        static Held now(RunningService service, Path dump) throws IOException {
            var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            Files.deleteIfExists(dump);
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(dump.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
            var passing = Files.readAllLines(dump).stream()
                    .filter(PASSING.asMatchPredicate())
                    .map(line -> line.replaceAll("\" .*", "\""))
                    .toList();
            assertThat(dump).content().contains("\"journal\"");
            var staging = service.data().resolve("staging");
            var open = RawFiles.pathsOpenBelow(staging);
            try (var staged = Files.list(staging)) {
                return new Held(
                        system.getOpenFileDescriptorCount(),
                        Thread.getAllStackTraces().size(),
                        passing,
                        staged.toList(),
                        open);
            }
        }

        /** Pools and connections that are kept a little while may be a few more. */
        void assertNotMoreThan(Held before) {
            assertThat(before.passing)
                    .as("threads of work, other services' too")
                    .containsAll(passing);
            assertThat(staged).as("staged").isEmpty();
            assertThat(open).as("open staged files").isEmpty();
            assertThat(descriptors).as("open descriptors").isLessThanOrEqualTo(before.descriptors + CLIENTS);
            assertThat(threads).as("platform threads").isLessThanOrEqualTo(before.threads + CLIENTS);
        }
    }
}
