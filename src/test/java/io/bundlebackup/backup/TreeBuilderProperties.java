package io.bundlebackup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.pack.PackedTree;
import io.bundlebackup.archive.scan.ScanLimits;
import io.bundlebackup.archive.tar.TarTools;
import io.bundlebackup.archive.tree.TreeWalk;
import io.bundlebackup.archive.unpack.BuildLog;
import io.bundlebackup.archive.unpack.PreviousTree;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.Directory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Random trees, packed and built again, are the same trees: looked at by Python. {@code -Dtrees=300} for more of them,
 * {@code -Dseed=…} for a certain one.
 */
class TreeBuilderProperties {
    private interface Check {
        void run(Path work, Path source, Random random) throws Exception;
    }

    private static void forTrees(Check check) throws Exception {
        int trees = Math.max(1, Integer.getInteger("trees", 20) / 2);
        for (int i = 0; i < trees; i++) {
            long seed = Long.getLong("seed", System.nanoTime());
            var work = Files.createTempDirectory("built");
            try {
                var random = new Random(seed);
                var source = Files.createDirectory(work.resolve("source"));
                RandomTree.grow(source, random, TarTools.keepsAttributes(source));
                check.run(work, source, random);
            } catch (Exception | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            } finally {
                TarTools.run("rm", "-rf", work.toString());
            }
        }
    }

    private static ScanLimits limits(Random random) {
        return new ScanLimits(random.nextInt(3_000), 1 + random.nextInt(10_000), 2 + random.nextInt(40));
    }

    private static Path empty(Path directory) throws Exception {
        return Files.createDirectory(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    @Test
    void everyTreeIsTheSameAfterARestore() throws Exception {
        forTrees((work, source, random) -> {
            var packed = PackedTree.of(source, work, limits(random));
            var target = empty(work.resolve("target"));
            var log = new BuildLog();
            try (var root = Directory.open(target)) {
                packed.restore(root, random.nextBoolean(), null, log);
            }
            // What was shared has a name there too.
            TarTools.run("rm", "-rf", packed.uploads().toString());
            Picture.of(target).assertSameAs(Picture.of(source), "the tree that was built");
            assertThat(log.dropped).isEmpty();
            assertThat(log.unset).isEmpty();
        });
    }

    /** An old tree, all of which is kept that the manifest of another does not list. */
    @Test
    void keptEntriesAreTheSameAfterARestore() throws Exception {
        forTrees((work, source, random) -> {
            var packed = PackedTree.of(source, work, limits(random));
            var old = Files.createDirectory(work.resolve("old"));
            RandomTree.grow(old, random, TarTools.keepsAttributes(old));
            var target = empty(work.resolve("target"));
            var scratch = empty(work.resolve("scratch"));
            try (var root = Directory.open(target);
                    var oldRoot = Directory.open(old);
                    var scratchRoot = Directory.open(scratch)) {
                var kept = new PreviousTree(oldRoot, TreeWalk.Filter.all(), scratchRoot);
                packed.restore(root, true, kept, new BuildLog());
                assertThat(scratchRoot.list().size()).isZero();
            }
            var expected = merged(Picture.of(source), Picture.of(old));
            // What was shared has a name there too.
            TarTools.run("rm", "-rf", packed.uploads().toString());
            Picture.of(target).assertSameAs(expected, "the tree that was built");
        });
    }

    private static Picture merged(Picture wanted, Picture old) {
        var looks = new TreeMap<>(wanted.looks());
        // Names of a file that were listed are files of the manifest, and the others are one file without them.
        var names = new TreeMap<String, List<RawPath>>();
        old.looks().forEach((path, look) -> {
            if (!isCovered(path, wanted)) {
                looks.put(path, look);
                if (look.kind().equals("f") && !look.link().isEmpty()) {
                    names.computeIfAbsent(look.link(), first -> new ArrayList<>())
                            .add(path);
                }
            }
        });
        names.values().forEach(paths -> {
            var first = paths.size() == 1 ? "" : Picture.hex(paths.getFirst().bytes());
            paths.forEach(path -> looks.computeIfPresent(path, (same, look) -> look.linkedTo(first)));
        });
        return new Picture(looks);
    }

    private static boolean isCovered(RawPath path, Picture wanted) {
        if (wanted.looks().containsKey(path)) {
            return true;
        }
        for (var above = path.parent(); above != null; above = above.parent()) {
            var look = wanted.looks().get(above);
            if (look != null && !look.kind().equals("d")) {
                return true;
            }
        }
        return false;
    }
}
