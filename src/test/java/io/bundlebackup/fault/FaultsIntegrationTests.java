package io.bundlebackup.fault;

import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.files;
import static io.bundlebackup.journey.SourceTree.link;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.tar.TarTools;
import io.bundlebackup.backup.Picture;
import io.bundlebackup.journey.DeliveredBackup;
import io.bundlebackup.journey.SavedBackup;
import io.bundlebackup.journey.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
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

    @TempDir
    private static Path home = Path.of("");

    private static @Nullable FaultyService running;
    private static Path source = Path.of("");
    private static Path target = Path.of("");

    @TempDir
    private Path folders = Path.of("");

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
    void aBackupEndsAndIsExactWhateverFails(FaultRounds.Manner manner) throws Exception {
        rounds("backup", manner, FaultLayer.OF_THE_SERVICE, FaultsIntegrationTests::backUp);
    }

    @ParameterizedTest
    @EnumSource
    void anIncrementEndsAndIsExactWhateverFails(FaultRounds.Manner manner) throws Exception {
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
    void aRestoreOfAChainLeavesTheOldTreeOrTheNewOneWhateverFails(FaultRounds.Manner manner) throws Exception {
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

    /** @param step gets an empty folder */
    private void rounds(String name, FaultRounds.Manner manner, int roots, InFolder step) throws Exception {
        new FaultRounds(service(), name, roots, round -> step.run(folder(round))).fail(manner, manner.rounds());
        step.run(folder("afterwards"));
    }

    private interface InFolder {
        void run(Path folder) throws Exception;
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
        client().restore(() -> client().beginRestore(folder, TARGET), target, wanted, before);
    }
}
