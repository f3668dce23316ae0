package io.bundlebackup.fault;

import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.files;
import static io.bundlebackup.journey.SourceTree.link;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.journey.SavedBackup;
import io.bundlebackup.journey.SourceTree;
import io.bundlebackup.repository.Restic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * As {@link FaultsIntegrationTests}, in a run, a deletion, a prune and a restore of a vault: each listed snapshot is whole for this service and
 * for restic, and after the next prune nothing is left that no snapshot needs.
 */
@ExtendWith(Restic.Required.class)
@Timeout(14_400)
class VaultFaultsIntegrationTests {
    private static final String TARGET = "com.example.target";

    @TempDir
    private static Path home = Path.of("");

    @TempDir
    private static Path scratch = Path.of("");

    private static @Nullable FaultyService running;
    private static @Nullable PersistentVault made;
    private static Path source = Path.of("");
    private static Path target = Path.of("");
    private static String older = "";
    private static String newer = "";

    private final Random random = new Random(1);

    @BeforeAll
    static void start() throws Exception {
        running = new FaultyService(home);
        source = running.bundle(SavedBackup.SOURCE);
        SourceTree.tree(file("big", 300_000), dir("d", files(8)), link("link", "d"))
                .plant(source);
        target = running.bundle(TARGET);
        made = new PersistentVault(running, source, scratch);
        older = made.kept().iterator().next();
        Files.writeString(source.resolve("d/changed"), "changed");
        newer = made.backUp();
        made.keep(newer);
    }

    @AfterAll
    static void stop() {
        if (made != null) {
            made.close();
        }
        if (running != null) {
            running.close();
        }
    }

    private static PersistentVault vault() {
        return Objects.requireNonNull(made);
    }

    /** The work of a vault has many operations that read, and each round is checked, so the quick form has fewer rounds. */
    private static void rounds(String name, int roots, FaultRounds.Step step) throws Exception {
        var rounds = new FaultRounds(Objects.requireNonNull(running), name, roots, step);
        for (var manner : FaultRounds.Manner.values()) {
            rounds.fail(manner, manner.rounds() / 2);
        }
        vault().checkWithRestic();
    }

    private void change() throws IOException {
        var content = new byte[100_000];
        random.nextBytes(content);
        Files.write(source.resolve("d/changed"), content);
    }

    @Test
    void aRunLeavesOnlyWholeSnapshots() throws Exception {
        rounds("run", FaultLayer.OF_THE_SERVICE, new FaultRounds.Step() {
            @Override
            public void prepare() throws IOException {
                change();
            }

            @Override
            public void run(String round) throws Exception {
                vault().backUp();
                vault().check();
            }
        });
    }

    @Test
    void aPruneTakesOnlyWhatNothingNeeds() throws Exception {
        rounds("prune", FaultLayer.OF_THE_SERVICE, new FaultRounds.Step() {
            @Override
            public void prepare() throws IOException {
                change();
                vault().delete(vault().backUp());
            }

            @Override
            public void run(String round) throws Exception {
                vault().prune();
                vault().check();
            }
        });
    }

    @Test
    void aDeletionIsTakenBackOrNotMade() throws Exception {
        rounds("delete", FaultLayer.OF_THE_SERVICE, _ -> {
            vault().delete(newer);
            assertThat(vault().view(newer).path("goneAt").asString("")).isNotEmpty();
            vault().undelete(newer);
            assertThat(vault().view(newer).path("goneAt").asString("")).isEmpty();
            vault().check();
        });
    }

    @Test
    void aRestoreLeavesTheOldTreeOrTheNewOne() throws Exception {
        var client = new PersistentClient(Objects.requireNonNull(running));
        client.restore(() -> vault().beginRestore(older, TARGET), target, vault().picture(older), null);
        int[] turn = {0};
        rounds("restore", FaultLayer.OF_ALL, _ -> {
            turn[0] = 1 - turn[0];
            var from = turn[0] == 1 ? older : newer;
            var to = turn[0] == 1 ? newer : older;
            client.restore(() -> vault().beginRestore(to, TARGET), target, vault().picture(to), vault().picture(from));
            vault().check();
        });
    }
}
