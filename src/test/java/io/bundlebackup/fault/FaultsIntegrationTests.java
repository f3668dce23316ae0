package io.bundlebackup.fault;

import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.files;
import static io.bundlebackup.journey.SourceTree.link;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.tar.TarTools;
import io.bundlebackup.backup.Picture;
import io.bundlebackup.journey.DeliveredBackup;
import io.bundlebackup.journey.Restored;
import io.bundlebackup.journey.SavedBackup;
import io.bundlebackup.journey.SourceTree;
import io.bundlebackup.posix.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One operation on the service's files or its database fails, each in turn; or all from that operation on; or the service ends there.
 * In a backup, an increment and a restore: each ends, what was delivered or restored is exact, nothing is left, and the service goes on.
 * {@code -Dfaults=1000000} for every operation, {@code -Dseed=…} for certain operations.
 */
@Timeout(14_400)
class FaultsIntegrationTests {
    private static final String TARGET = "com.example.target";
    private static final int ROUNDS = Integer.getInteger("faults", 10);
    private static final boolean TRACE = Boolean.getBoolean("faults.trace");
    private static final int[] ERRORS = {Errno.EIO, Errno.ENOSPC, Errno.EMFILE, Errno.EDQUOT};

    private enum Manner {
        /** One operation fails. */
        ONCE(1, ROUNDS),
        /** Every operation from one on, until the client has given up trying. */
        LASTING(Long.MAX_VALUE / 4, Integer.getInteger("faults.lasting", (ROUNDS + 4) / 5)),
        /** The service ends before an operation. A start takes some seconds. */
        KILL(1, Integer.getInteger("faults.kills", (ROUNDS + 9) / 10));

        private final long times;
        private final int rounds;

        Manner(long times, int rounds) {
            this.times = times;
            this.rounds = rounds;
        }
    }

    private interface Step {
        /** @param folder empty */
        void run(Path folder) throws Exception;
    }

    @TempDir
    private static Path home = Path.of("");

    private static @Nullable FaultyService running;
    private static Path source = Path.of("");
    private static Path target = Path.of("");

    @TempDir
    private Path folders = Path.of("");

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final List<String> wrong = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        running = new FaultyService(home);
        source = running.bundle(SavedBackup.SOURCE);
        SourceTree.tree(file("big", 300_000), dir("d", files(8)), link("link", "d"))
                .plant(source);
        target = running.bundle(TARGET);
    }

    @AfterAll
    static void stop() {
        if (running != null) {
            running.close();
        }
    }

    private static FaultyService service() {
        return Objects.requireNonNull(running);
    }

    private static PersistentClient client() {
        return new PersistentClient(service());
    }

    @ParameterizedTest
    @EnumSource
    void aBackupEndsAndIsExactWhateverFails(Manner manner) throws Exception {
        rounds("backup", manner, FaultLayer.OF_THE_SERVICE, FaultsIntegrationTests::backUp);
    }

    @ParameterizedTest
    @EnumSource
    void anIncrementEndsAndIsExactWhateverFails(Manner manner) throws Exception {
        var full = folder("full");
        backUp(full);
        var picture = Picture.of(source);
        Files.writeString(source.resolve("d/changed"), "changed");
        rounds("increment", manner, FaultLayer.OF_THE_SERVICE, folder -> increment(full, folder));
        Files.delete(source.resolve("d/changed"));
        restore(full, picture, null);
    }

    @ParameterizedTest
    @EnumSource
    void aRestoreOfAChainLeavesTheOldTreeOrTheNewOneWhateverFails(Manner manner) throws Exception {
        var full = folder("full");
        backUp(full);
        var old = Picture.of(source);
        Files.writeString(source.resolve("d/changed"), "changed");
        var chain = folder("chain");
        increment(full, chain);
        var changed = Picture.of(source);
        Files.delete(source.resolve("d/changed"));
        restore(full, old, null);
        int[] turn = {0};
        rounds("restore", manner, FaultLayer.OF_ALL, folder -> {
            turn[0] = 1 - turn[0];
            restore(turn[0] == 1 ? chain : full, turn[0] == 1 ? changed : old, turn[0] == 1 ? old : changed);
        });
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectories(folders.resolve(name));
    }

    private void rounds(String name, Manner manner, int roots, Step step) throws Exception {
        int kinds = Integer.getInteger("faults.kinds", FaultLayer.ALL_BUT_THREADS);
        service().layer().count(kinds, roots);
        step.run(folder("undisturbed"));
        service().layer().disarm();
        long operations = service().layer().counted();
        var random = new Random(seed);
        long stride = Math.max(1, operations / Math.max(1, manner.rounds));
        long done = 0;
        long begin = stride == 1 ? Integer.getInteger("faults.from", 0) : random.nextLong(stride);
        for (long n = begin; n < operations && manner.rounds > 0 && wrong.size() < 20; n += stride) {
            int error = manner == Manner.KILL ? FaultLayer.KILL : ERRORS[random.nextInt(ERRORS.length)];
            service().layer().arm(kinds, roots, n, manner.times, error);
            round("%s %s %d of %d".formatted(name, manner, n, operations), error, step);
            done++;
        }
        System.out.printf("%s %s: %d of %d operations failed, seed %d%n", name, manner, done, operations, seed);
        assertThat(wrong).as(() -> String.join("\n", wrong)).isEmpty();
        step.run(folder("afterwards"));
    }

    private void round(String name, int error, Step step) throws IOException {
        long begun = System.nanoTime();
        try {
            step.run(folder(name));
        } catch (AssertionError | Exception e) {
            wrong.add("seed %d, %s (%s), error %d: %s"
                    .formatted(seed, name, service().layer().what(), error, e));
            if (TRACE) {
                e.printStackTrace();
            }
        } finally {
            service().layer().disarm();
            service().startAgainIfKilled();
        }
        if (TRACE) {
            System.out.printf(
                    "%s (%s) %d: %d ms%n",
                    name, service().layer().what(), error, (System.nanoTime() - begun) / 1_000_000);
        }
    }

    private static void backUp(Path folder) throws Exception {
        var session = client().beginFull();
        if (completes(session, folder)) {
            DeliveredBackup.of(Objects.requireNonNull(folder.getParent()), SavedBackup.name(folder))
                    .assertSameContentAs(source);
        }
    }

    private static void increment(Path full, Path folder) throws Exception {
        var session = client().beginIncrement(Files.readAllBytes(full.resolve("manage.json.manifest")));
        TarTools.run("cp", "-aT", full.toString(), folder.toString());
        if (completes(session, folder)) {
            restore(folder, Picture.of(source), null);
        }
    }

    /** Takes what is delivered to the end of the session; false if the backup failed. */
    private static boolean completes(PersistentClient.Begun session, Path folder) throws Exception {
        client().pull(session, folder);
        var bundle = client().awaitEnd(session);
        client().finish(session);
        if (bundle.path("outcome").asString("").equals("completed")) {
            assertThat(bundle.path("failedCount").asLong(0))
                    .as(bundle.toString())
                    .isZero();
            return true;
        }
        assertThat(bundle.path("outcome").asString("")).isEqualTo("failed");
        return false;
    }

    /** @param before what the target has; null if nothing is to fail */
    private static void restore(Path folder, Picture wanted, @Nullable Picture before) throws Exception {
        var session = client().beginRestore(folder, TARGET);
        var bundle = client().awaitEnd(session);
        client().finish(session);
        if (bundle.path("outcome").asString("").equals("completed")) {
            Restored.picture(target).assertSameAs(wanted, "after a restore");
        } else if (bundle.path("err").path("message").asString("").contains("is in place")) {
            // The new tree is there, but a power cut may undo the exchange, so the restore does not count as completed.
            Restored.picture(target).assertSameAs(wanted, "after a restore that could not be made durable: " + bundle);
        } else {
            assertThat(before).as(bundle.toString()).isNotNull();
            Restored.picture(target)
                    .assertSameAs(Objects.requireNonNull(before), "after a restore that failed: " + bundle);
            restore(folder, wanted, null);
        }
        PersistentClient.awaitEmpty(
                "beside the target",
                () -> Restored.names(Restored.beside(target, TARGET)).stream()
                        .filter(name -> !name.startsWith("previous-"))
                        .toList());
    }
}
