package io.bundlebackup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.tar.TarTools;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random trees, backed up, are the same trees again. {@code -Dtrees=300} for more of them, {@code -Dseed=…} for a certain one. */
class BackupProperties {
    @Test
    void everyTreeIsTheSameAfterUnpackingWithOtherTools() throws Exception {
        int trees = Integer.getInteger("trees", 20);
        for (int i = 0; i < trees; i++) {
            long seed = Long.getLong("seed", System.nanoTime());
            try (var backup = new BackupFixture()) {
                check(backup, new Random(seed));
            } catch (Exception | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private static void check(BackupFixture backup, Random random) throws Exception {
        int specials = RandomTree.grow(backup.source, random, TarTools.keepsAttributes(backup.source));

        backup.cutAt(random.nextInt(3_000), 1 + random.nextInt(10_000), 2 + random.nextInt(40))
                .backUp();

        assertThat(backup.client.remarks).hasSize(Math.min(specials, 1));
        backup.assertTotalsReached();
        backup.assertManifestsAgree();
        backup.assertSameTree();
    }
}
