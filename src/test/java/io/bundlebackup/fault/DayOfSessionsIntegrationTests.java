package io.bundlebackup.fault;

import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.bundlebackup.client.Answer;
import io.bundlebackup.journey.Restored;
import io.bundlebackup.journey.RunningService;
import io.bundlebackup.journey.SavedBackup;
import io.bundlebackup.journey.SourceTree;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToLongFunction;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * 24 hours of random sessions, on clocks that are moved, of clients that end their sessions, cancel or abandon them. When all sessions of an
 * hour have ended nothing of them may be left but their history, and what the service holds must not grow from the first half of the day
 * to the second. {@code -Dday.sessions=60} for more sessions an hour and client, {@code -Dseed=…} for certain ones.
 */
@Timeout(7_200)
class DayOfSessionsIntegrationTests {
    private static final int HOURS = 24;
    private static final int CLIENTS = 3;
    private static final int SESSIONS = Integer.getInteger("day.sessions", 2);
    private static final Duration HISTORY = Duration.ofHours(2);
    private static final long HEAP_SLACK = 6 << 20;

    /** Rows of these are there while a bundle waits or runs. */
    private static final List<String> LIVE_TABLES =
            List.of("upload", "upload_manifest", "wanted", "previous_manifest", "client_words", "handle");

    private static final String LIVE = "session where state not in ('RELEASED', 'EXPIRED')";

    private static final List<String> PARTS_OF_SESSIONS = List.of(
            "bundle",
            "file",
            "superseded",
            "event",
            "failed_file",
            "tree_change",
            "outdated_change",
            "outdated_failure");

    @TempDir
    private Path folder = Path.of("");

    private final MovedClock clock = new MovedClock();
    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    /** What the service holds when no session is live. */
    private record Held(long threads, long virtualThreads, long descriptors, long heap, long pages, long files) {}

    @Test
    void whatTheServiceHoldsStaysTheSame() throws Exception {
        var settings = List.of(
                "backup.pack.part-files=5",
                "backup.pack.big-file-size=1MB",
                "backup.session.history=" + HISTORY.toHours() + "h",
                "backup.session.idle-timeout=30m");
        var held = new ArrayList<Held>();
        try (var service = RunningService.start(settings, clock.clocks())) {
            var saved = SavedBackup.of(folder.resolve("saved"), 1 << 20, tree());
            var clients = new ArrayList<RandomClient>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(new RandomClient(service, saved, folder.resolve("client" + i)));
            }
            for (int hour = 0; hour < HOURS; hour++) {
                hour(service, clients);
                awaitNothingLeft(service);
                held.add(measure(service));
            }
            // Before that, the history is as long as the jumps of the wall clock happen to make it.
            clock.setWrong(Duration.ZERO);
            clock.pass(HISTORY.plusHours(12));
            var database = JdbcClient.create(service.part(DataSource.class));
            await().atMost(Duration.ofSeconds(20)).until(() -> count(database, "session") == 0);
            assertThat(measure(service).pages())
                    .as("seed %d, pages without a history: %s", seed, held)
                    .isLessThanOrEqualTo(held.getFirst().pages());
        }
        System.out.println("seed " + seed + ": " + held);
        assertFlat(held, "threads", Held::threads, 4);
        assertFlat(held, "virtual threads", Held::virtualThreads, 1);
        assertFlat(held, "descriptors", Held::descriptors, 4);
        assertFlat(held, "files", Held::files, 0);
        assertFlat(held, "heap", Held::heap, HEAP_SLACK);
    }

    private static SourceTree.Node[] tree() {
        return new SourceTree.Node[] {dir("d", files(12)), file("big", 2_000_000)};
    }

    /** The wall clock jumps while the clients are at work, which may end nothing; then the hour passes. */
    private void hour(RunningService service, List<RandomClient> clients) throws Exception {
        var database = JdbcClient.create(service.part(DataSource.class));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<?>>();
            for (var client : clients) {
                long own = random.nextLong();
                running.add(threads.submit(() -> {
                    try (var alice = service.client(RunningService.ALICE)) {
                        client.work(alice, new Random(own), SESSIONS);
                    }
                    return null;
                }));
            }
            for (var one : running) {
                clock.setWrong(Duration.ofMinutes(random.nextInt(-7 * 60, 7 * 60 + 1)));
                one.get();
            }
        }
        clock.setWrong(Duration.ofMinutes(random.nextInt(-7 * 60, 7 * 60 + 1)));
        clock.pass(Duration.ofMinutes(20));
        awaitExpiry(database);
    }

    /** A session is idle from the end of its work, which a timer may have to end before. */
    private void awaitExpiry(JdbcClient database) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(150))
                .until(() -> {
                    clock.pass(Duration.ofMinutes(20));
                    return count(database, LIVE) == 0;
                });
    }

    private void awaitNothingLeft(RunningService service) {
        var database = JdbcClient.create(service.part(DataSource.class));
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> {
                    assertThat(Restored.names(service.data().resolve("staging")))
                            .isEmpty();
                    assertThat(Restored.names(service.data().resolve("uploads")))
                            .isEmpty();
                    for (var table : LIVE_TABLES) {
                        assertThat(count(database, table)).as(table).isZero();
                    }
                    for (var table : PARTS_OF_SESSIONS) {
                        assertThat(count(database, table + " where session not in (select id from session)"))
                                .as(table)
                                .isZero();
                    }
                    long old = clock.steady()
                            .minus(HISTORY)
                            .minus(Duration.ofMinutes(10))
                            .toEpochMilli();
                    assertThat(count(database, "session where ended_at < " + old))
                            .as("old sessions")
                            .isZero();
                    assertThat(count(database, "reply where kept_at < " + old))
                            .as("old answers")
                            .isZero();
                });
    }

    private static long count(JdbcClient database, String from) {
        return database.sql("select count(*) from " + from).query(Long.class).single();
    }

    private Held measure(RunningService service) throws Exception {
        var database = JdbcClient.create(service.part(DataSource.class));
        var dump = folder.resolve("threads.json");
        Files.deleteIfExists(dump);
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpThreads(dump.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.JSON);
        long threads = 0;
        long virtual = 0;
        for (var container :
                Answer.parse(Files.readString(dump)).path("threadDump").path("threadContainers")) {
            for (var thread : container.path("threads")) {
                if (thread.path("virtual").asBoolean(false)) {
                    virtual++;
                } else {
                    threads++;
                }
            }
        }
        System.gc();
        var memory = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        long pages = database.sql("select page_count - freelist_count from pragma_page_count, pragma_freelist_count")
                .query(Long.class)
                .single();
        return new Held(
                threads,
                virtual,
                Restored.names(Path.of("/proc/self/fd")).size(),
                memory.getUsed(),
                pages,
                RunningService.filesBelow(service.data()).size() - kept(service, database));
    }

    /** The manifests that increments may start from: one file a row, and at most three of a bundle. */
    private long kept(RunningService service, JdbcClient database) throws Exception {
        var most = database.sql(
                        "select coalesce(max(n), 0) from (select count(*) as n from kept_manifest group by bundle)")
                .query(Long.class)
                .single();
        assertThat(most).as("seed %d, kept manifests of a bundle", seed).isLessThanOrEqualTo(3);
        var files = Restored.names(service.data().resolve("generations")).size();
        assertThat(files)
                .as("seed %d, kept manifests", seed)
                .isEqualTo(Math.toIntExact(count(database, "kept_manifest")));
        return files;
    }

    private static long most(List<Held> held, ToLongFunction<Held> figure) {
        return held.stream().mapToLong(figure).max().orElseThrow();
    }

    private void assertFlat(List<Held> held, String what, ToLongFunction<Held> figure, long slack) {
        long before = most(held.subList(0, HOURS / 2), figure);
        assertThat(most(held.subList(HOURS / 2, HOURS), figure))
                .as("seed %d, %s: %s", seed, what, held)
                .isLessThanOrEqualTo(before + slack);
    }
}
