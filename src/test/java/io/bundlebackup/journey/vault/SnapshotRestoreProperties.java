package io.bundlebackup.journey.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.tar.TarTools;
import io.bundlebackup.backup.Picture;
import io.bundlebackup.backup.RandomTree;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RunningService;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random trees, backed up into a vault generation by generation: each generation is restored to another bundle as it was. A tenth of {@code
 * -Dtrees} chains, {@code -Dseed=…} for a certain one.
 */
class SnapshotRestoreProperties extends JourneyTest {
    private record Generation(VaultBackup backup, Picture picture) {}

    @Test
    void everyGenerationIsRestoredExactly() throws Exception {
        int chains = (Integer.getInteger("trees", 20) + 9) / 10;
        for (int i = 0; i < chains; i++) {
            long seed = Long.getLong("seed", System.nanoTime());
            try {
                check(new Random(seed));
            } catch (Exception | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private void check(Random random) throws Exception {
        var bundle = service.bundle();
        var other = service.bundle();
        var source = service.source(bundle);
        var generations = new ArrayList<Generation>();
        int length = 2 + random.nextInt(2);
        for (int i = 0; i < length; i++) {
            // A tree grows only where nothing is; what is there moves, and goes.
            var grown = Files.createDirectory(source.resolve("grown" + i));
            RandomTree.grow(grown, random, TarTools.keepsAttributes(source));
            if (i > 0) {
                Files.move(source.resolve("grown" + (i - 1)), source.resolve("moved" + (i - 1)));
            }
            if (i > 1) {
                TarTools.run("rm", "-rf", source.resolve("moved" + (i - 2)).toString());
            }
            generations.add(new Generation(VaultBackup.of(alice, bundle), Picture.of(source)));
        }
        for (var generation : generations.reversed()) {
            try (var client = service.client(RunningService.ALICE)) {
                var restore = generation.backup.begin(client, other);
                restore.restore(bundle);
                assertThat(restore.report(bundle, "").path("failed")).isEmpty();
                Picture.of(service.source(other)).assertSameAs(generation.picture, "restored");
                check(restore.session());
            }
        }
        TarTools.run("find", source.toString(), service.source(other).toString(), "-mindepth", "1", "-delete");
    }
}
