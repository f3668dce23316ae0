package io.bundlebackup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.TarTools;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random trees that change, backed up again and again: after every generation the restored tree is the source. {@code -Dchains=300
 * -Dgenerations=15} for more and longer chains, {@code -Dseed=…} for a certain one.
 */
class ChainProperties {
    @Test
    void afterEveryGenerationTheRestoredTreeIsTheSource() throws Exception {
        int chains = Integer.getInteger("chains", 20);
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
        var wanted = Picture.of(chain.source);
        for (int i = 0; i < generations; i++) {
            if (i > 0) {
                RandomEdits.edit(chain.source, random.nextLong(1L << 40), random.nextInt(12), attributes);
                wanted = Picture.of(chain.source);
            }
            // To most clocks here nothing looks young: what is taken as unchanged is what is looked for.
            chain.clockAhead(List.of(Duration.ofHours(1), Duration.ofDays(200_000), Duration.ZERO, Duration.ofDays(-1))
                            .get(Math.max(0, random.nextInt(6) - 2)))
                    .backUp();
            assertThat(chain.last().client().failures).isEmpty();
            chain.restored(chain.last(), random).assertSameAs(wanted, "generation " + (i + 1));
        }
        assertThat(chain.restored(chain.generation(0), random).looks()).isNotEmpty();
    }
}
