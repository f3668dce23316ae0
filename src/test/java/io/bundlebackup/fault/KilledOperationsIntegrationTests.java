package io.bundlebackup.fault;

import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.backup.Picture;
import io.bundlebackup.bundle.Trees;
import io.bundlebackup.journey.Client;
import io.bundlebackup.journey.LeanService;
import io.bundlebackup.journey.RestoreSession;
import io.bundlebackup.journey.Restored;
import io.bundlebackup.journey.RunningService;
import io.bundlebackup.journey.SavedBackup;
import io.bundlebackup.journey.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged service, killed as hard as can be while it carries out a backup, a backup of a held application, an increment, an upload
 * and a publication, each at a random moment of its own. {@code -Dservice.kills=300} for more kills, {@code -Dservice.clients=3} for
 * more clients of each kind, {@code -Dseed=…} for certain moments.
 */
@Timeout(14_000)
class KilledOperationsIntegrationTests {
    private static final int CLIENTS = Integer.getInteger("service.clients", 1);

    @TempDir
    private static Path home = Path.of("");

    private static @Nullable LeanService running;
    private static @Nullable Client caller;

    @TempDir
    private Path folders = Path.of("");

    private final Random random = new Random();
    private final Map<KilledOperation, Long> durations = new HashMap<>();

    @BeforeAll
    static void start() throws Exception {
        Files.createDirectory(home.resolve("bundles"));
        startAgain();
    }

    @AfterAll
    static void stop() {
        client().close();
        service().close();
    }

    private static void startAgain() throws Exception {
        if (caller != null) {
            caller.close();
        }
        var options = Stream.concat(
                Stream.of(LeanService.STARTS_SOON),
                Stream.of(
                        "-Dbackup.pack.part-files=20",
                        "-Dbackup.pack.big-file-size=1MB",
                        "-Dbackup.scheduler.slots=" + 5 * CLIENTS));
        running = LeanService.start(home, "256m", options.toArray(String[]::new));
        caller = running.client();
    }

    private static LeanService service() {
        return Objects.requireNonNull(running);
    }

    private static Client client() {
        return Objects.requireNonNull(caller);
    }

    private static Path bundle(String name, String facts) throws IOException {
        return Trees.bundle(home.resolve("bundles"), name, facts);
    }

    private static Path source(String name, String facts) throws IOException {
        var data = bundle(name, facts);
        SourceTree.tree(tree(10, 20, 2)).plant(data);
        Files.createLink(data.resolve("d1/other-name"), data.resolve("big0"));
        return data;
    }

    private static SourceTree.Node[] tree(int directories, int each, int big) {
        return Stream.concat(
                        IntStream.range(0, directories).mapToObj(i -> dir("d" + i, files(each))),
                        IntStream.range(0, big).mapToObj(i -> file("big" + i, 2_000_000)))
                .toArray(SourceTree.Node[]::new);
    }

    private static Path former() throws IOException {
        var former = Files.createDirectory(home.resolve("former"));
        SourceTree.tree(file("big0", "old"), dir("d0", files(60)), dir("only-old", file("x", "x")))
                .plant(former);
        return former;
    }

    @Test
    void whatAClientWasToldHoldsWheneverTheServiceIsKilled() throws Exception {
        var former = former();
        var saved = SavedBackup.of(folders.resolve("saved"), 1 << 20, tree(20, 20, 2));
        var backups = new ArrayList<KilledBackup>();
        var published = new ArrayList<KilledRestore.Published>();
        var operations = new ArrayList<KilledOperation>();
        for (int i = 0; i < CLIENTS; i++) {
            var held = KilledBackup.Held.FACTS;
            backups.add(new KilledBackup("backup" + i, source("com.example.plain" + i, Trees.FACTS), folders));
            backups.add(new KilledBackup.Held("held" + i, source("com.example.held" + i, held), folders));
            backups.add(new KilledBackup.Chain("chain" + i, source("com.example.chain" + i, Trees.FACTS), folders));
            published.add(new KilledRestore.Published(
                    "publish" + i, bundle("com.example.p" + i, Trees.FACTS), former, saved));
            operations.add(new KilledRestore("upload" + i, bundle("com.example.u" + i, Trees.FACTS), former, saved));
        }
        operations.addAll(backups);
        operations.addAll(published);
        for (var backup : backups) {
            bundle(backup.bundle + ".target", Trees.FACTS);
        }

        long seed = Long.getLong("seed", System.nanoTime());
        random.setSeed(seed);
        undisturbed(operations);
        int kills = Integer.getInteger("service.kills", 2);
        for (int i = 0; i < kills; i++) {
            round(operations, backups, "seed " + seed + ", round " + i);
        }
        System.out.printf(
                "seed %d: killed %d times, %d after the exchange; durations in ms: %s%n",
                seed,
                kills,
                published.stream().mapToInt(KilledRestore.Published::replaced).sum(),
                operations.stream()
                        .map(operation ->
                                operation.name + " " + Objects.requireNonNull(durations.get(operation)) / 1_000_000)
                        .collect(Collectors.joining(", ")));
    }

    /** How long each takes beside the others. */
    private void undisturbed(List<KilledOperation> operations) throws Exception {
        prepare(operations);
        long begun = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new HashMap<KilledOperation, Future<Long>>();
            for (var operation : operations) {
                running.put(operation, threads.submit(() -> {
                    operation.carryOn(client());
                    return System.nanoTime() - begun;
                }));
            }
            for (var operation : operations) {
                durations.put(operation, running.get(operation).get());
            }
        }
        for (var operation : operations) {
            operation.finish(client(), operation.name + ", undisturbed");
        }
    }

    private static void prepare(List<KilledOperation> operations) throws IOException {
        for (var operation : operations) {
            operation.prepare(client());
        }
    }

    private void round(List<KilledOperation> operations, List<? extends KilledBackup> backups, String round)
            throws Exception {
        prepare(operations);
        var before = new HashMap<KilledOperation, Long>();
        for (var operation : operations) {
            before.put(operation, (long) (random.nextDouble() * Objects.requireNonNull(durations.get(operation))));
        }
        long longest = before.values().stream().mapToLong(Long::longValue).max().orElseThrow();
        var what = round
                + before.entrySet().stream()
                        .map(entry -> ", " + entry.getKey().name + " for " + entry.getValue() / 1_000_000 + " ms")
                        .sorted()
                        .collect(Collectors.joining());
        try (var threads = Executors.newScheduledThreadPool(operations.size())) {
            var carriedOn = new ArrayList<Future<?>>();
            before.forEach((operation, time) -> carriedOn.add(threads.schedule(
                    () -> operation.carryOnUntilKilled(client()), longest - time, TimeUnit.NANOSECONDS)));
            service().killAfter(Duration.ofNanos(longest));
            for (var one : carriedOn) {
                one.get();
            }
        }
        for (var operation : operations) {
            operation.disconnect();
            operation.afterKill(what);
        }
        startAgain();
        for (var operation : operations) {
            operation.finish(client(), operation.name + " of " + what);
        }
        awaitNothingLeft(what);
        assertRestore(backups.stream().filter(KilledBackup::isComplete).toList(), what);
        awaitNothingLeft(what);
    }

    private static void awaitNothingLeft(String what) {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> {
                    assertThat(Restored.names(home.resolve("data/staging")))
                            .as(what)
                            .isEmpty();
                    assertThat(RunningService.filesBelow(home.resolve("data/uploads")))
                            .as(what)
                            .isEmpty();
                });
    }

    /** All that the clients have, all generations of it, uploaded to other bundles. */
    private static void assertRestore(List<? extends KilledBackup> backups, String what) {
        var list = backups.stream()
                .map(backup -> SavedBackup.restored(backup.bundle, backup.bundle + ".target"))
                .collect(Collectors.joining(",", "[", "]"));
        var names = backups.stream().map(backup -> backup.bundle).toArray(String[]::new);
        var restore = new RestoreSession(
                client(), client().create(RestoreSession.request(list, RestoreSession.capabilities(names))));
        for (var backup : backups) {
            restore.session().awaitBundle(backup.bundle, "phase", "waitingForClient");
            restore.uploadAll(backup.bundle, backup.folder.resolve(backup.bundle), new Random(1));
            restore.publish(backup.bundle).is(202);
        }
        for (var backup : backups) {
            restore.awaitCompleted(backup.bundle);
        }
        restore.session().release().is(204);
        awaitNothingLeft(what);
        for (var backup : backups) {
            var target =
                    home.resolve("bundles").resolve(backup.bundle + ".target").resolve("data");
            Picture.of(target).assertSameAs(Picture.of(backup.data), backup.name + " of " + what);
        }
    }
}
