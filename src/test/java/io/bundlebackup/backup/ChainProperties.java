package io.bundlebackup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.scan.Baseline;
import io.bundlebackup.archive.tar.TarTools;
import io.bundlebackup.bundle.selection.PathSelection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random trees that change, backed up again and again: after every generation the restored tree is the source. {@code -Dchains=300
 * -Dgenerations=15} for more and longer chains, {@code -Dseed=…} for a certain one.
 */
class ChainProperties {
    private static final List<List<String>> EXCLUDES =
            List.of(List.of(), List.of("**/*a*"), List.of("?", "**/in"), List.of("**/*.*", "*b"));

    @Test
    void afterEveryGenerationTheRestoredTreeIsTheSource() throws Exception {
        int chains = Integer.getInteger("chains", 10);
        for (int i = 0; i < chains; i++) {
            long seed = Long.getLong("seed", System.nanoTime());
            try (var chain = new Chain()) {
                check(chain, new Random(seed));
            } catch (Exception | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private static void check(Chain chain, Random random) throws Exception {
        boolean attributes = TarTools.keepsAttributes(chain.source);
        RandomTree.grow(chain.source, random, attributes);
        chain.cutAt(random.nextInt(3_000), 1 + random.nextInt(10_000), 2 + random.nextInt(40));
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
            // To most clocks here nothing looks young: what is taken as unchanged is what is looked for.
            chain.clockAhead(List.of(Duration.ofHours(1), Duration.ofDays(200_000), Duration.ZERO, Duration.ofDays(-1))
                            .get(Math.max(0, random.nextInt(6) - 2)))
                    .backUp(baseline(chain, random));
            assertThat(chain.last().client().failures).isEmpty();
            chain.restored(chain.last(), random).assertSameAs(pictures.getLast(), "generation " + (i + 1));
        }
        int older = random.nextInt(generations);
        chain.restored(chain.generation(older), random)
                .assertSameAs(pictures.get(older), "generation " + (older + 1) + " at the end");
    }

    /** Mostly the manifest of the last generation; sometimes all is sent nevertheless. */
    private static Baseline baseline(Chain chain, Random random) {
        if (chain.size() == 0) {
            return new Baseline.Nothing();
        }
        var manifest = chain.last().manifest();
        return random.nextInt(8) == 0 ? new Baseline.Everything(manifest) : new Baseline.Previous(manifest);
    }
}
