package io.bundlebackup.vault.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.tar.TarTools;
import io.bundlebackup.backup.Picture;
import io.bundlebackup.backup.RandomEdits;
import io.bundlebackup.backup.RandomTree;
import io.bundlebackup.bundle.selection.PathSelection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random trees that change, backed up into one repository again and again: every snapshot shows the tree as it was. {@code -Dchains=300
 * -Dgenerations=15} for more and longer chains, {@code -Dseed=…} for a certain one.
 */
class SnapshotChainProperties {
    private static final List<List<String>> EXCLUDES =
            List.of(List.of(), List.of("**/*a*"), List.of("?", "**/in"), List.of("**/*.*", "*b"));
    private static final List<Duration> AHEAD =
            List.of(Duration.ofHours(1), Duration.ofDays(200_000), Duration.ZERO, Duration.ofDays(-1));

    @Test
    void everySnapshotShowsTheTreeAsItWas() throws Exception {
        int chains = Integer.getInteger("chains", 10);
        for (int i = 0; i < chains; i++) {
            long seed = Long.getLong("seed", System.nanoTime());
            try (var chain = new SnapshotChain()) {
                check(chain, new Random(seed));
            } catch (Exception | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private static void check(SnapshotChain chain, Random random) throws Exception {
        boolean attributes = TarTools.keepsAttributes(chain.source);
        RandomTree.grow(chain.source, random, attributes);
        int generations = 2 + random.nextInt(Integer.getInteger("generations", 8) - 1);
        var pictures = new ArrayList<Picture>();
        var selection = PathSelection.everything();
        for (int i = 0; i < generations; i++) {
            if (i > 0) {
                RandomEdits.edit(chain.source, random.nextLong(1L << 40), random.nextInt(12), attributes);
            }
            if (random.nextInt(4) == 0) {
                selection = PathSelection.of(List.of(), EXCLUDES.get(random.nextInt(EXCLUDES.size())));
                chain.selecting(selection);
            }
            pictures.add(Picture.of(chain.source).only(selection));
            chain.clockAhead(AHEAD.get(Math.max(0, random.nextInt(6) - 2)));
            chain.backUp();
            assertThat(chain.last().log().failed).isEmpty();
            assertThat(chain.last().log().damaged).isEmpty();
            chain.assertSame();
        }
        for (int i = 0; i < generations; i++) {
            chain.restored(chain.generations.get(i)).assertSameAs(pictures.get(i), "generation " + (i + 1));
        }
    }
}
