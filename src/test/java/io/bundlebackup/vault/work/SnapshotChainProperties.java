package io.bundlebackup.vault.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.tar.TarTools;
import io.bundlebackup.backup.Picture;
import io.bundlebackup.backup.RandomEdits;
import io.bundlebackup.backup.RandomTree;
import io.bundlebackup.bundle.selection.PathSelection;
import io.bundlebackup.repository.Repository;
import io.bundlebackup.repository.RepositorySettings;
import io.bundlebackup.repository.Restic;
import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.crypto.ScryptCost;
import io.bundlebackup.repository.place.DirectoryPlace;
import io.bundlebackup.repository.tree.Snapshot;
import io.bundlebackup.repository.tree.SnapshotTree;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random trees that change, backed up into one repository again and again: restic finds no error in the repository, and what restic restores and
 * what this service reads of a snapshot is the tree as it was. {@code -Dchains=300 -Dsnapshot.generations=15} for more and longer chains,
 * {@code -Dseed=…} for a certain one.
 */
@ExtendWith(Restic.Required.class)
class SnapshotChainProperties {
    private static final byte[] PASSWORD = "open sesame".getBytes(StandardCharsets.UTF_8);
    private static final List<List<String>> EXCLUDES =
            List.of(List.of(), List.of("**/*a*"), List.of("?", "**/in"), List.of("**/*.*", "*b"));
    private static final List<Duration> AHEAD =
            List.of(Duration.ofHours(1), Duration.ofDays(200_000), Duration.ZERO, Duration.ofDays(-1));
    /** So many chains share a repository, so that restic checks them at once. */
    private static final int SHARING = 20;
    /** Of one in so many chains restic restores every generation, of the others one: a start of restic takes a fifth of a second. */
    private static final int RESTORED = Integer.getInteger("snapshot.restores", 4);

    /** A snapshot, as restic calls it, and what it has to show. */
    private record Saved(BlobId id, BlobId tree, Picture picture) {}

    @TempDir
    Path scratch;

    @Test
    void everySnapshotIsTheTreeAsItWas() throws Exception {
        int chains = Math.max(SHARING, Integer.getInteger("chains", SHARING));
        for (int from = 0; from < chains; from += SHARING) {
            var directory = Files.createDirectory(scratch.resolve("repositories" + from));
            try {
                check(directory, Math.min(SHARING, chains - from));
            } finally {
                TarTools.run("rm", "-rf", directory.toString());
            }
        }
    }

    @Test
    void snapshotsOfResticAreRead() throws Exception {
        var restic = new Restic(scratch.resolve("repository"), scratch, PASSWORD);
        restic.init();
        var source = Files.createDirectory(scratch.resolve("data"));
        long seed = Long.getLong("seed", System.nanoTime());
        var attributes = TarTools.keepsAttributes(source);
        RandomTree.grow(source, new Random(seed), attributes);
        RandomEdits.edit(source, seed, 40, attributes);
        Files.write(source.resolve("large"), new byte[3 << 20]);
        restic.run("backup", "data");

        var settings = RepositorySettings.standard(scratch.resolve("cache"));
        try (var repository = Repository.open(new DirectoryPlace(scratch.resolve("repository")), PASSWORD, settings)) {
            var snapshot = Snapshot.parse(
                    repository.loadSnapshot(repository.snapshots().getFirst()));
            TreePicture.of(repository.reader(), snapshot.tree()).assertSameAs(Picture.of(source), "seed " + seed);
            var tree = new SnapshotTree(repository.reader(), snapshot.tree());
            var data = tree.directory("data".getBytes(StandardCharsets.UTF_8)).orElseThrow();
            try (var in = tree.content(tree.find("data/large").orElseThrow(), (3 << 20) - 5, 5)) {
                assertThat(in.readAllBytes()).isEqualTo(new byte[5]);
            }
            assertThat(tree.list(data, null, 1)).hasSize(1);
        } finally {
            TarTools.run("rm", "-rf", source.toString());
        }
    }

    private static void check(Path directory, int chains) throws Exception {
        var place = directory.resolve("repository");
        var restic = new Restic(place, directory, PASSWORD);
        var settings = RepositorySettings.standard(directory.resolve("cache")).withCost(new ScryptCost(16, 8, 1));
        try (var repository = Repository.create(new DirectoryPlace(place), PASSWORD, settings)) {
            for (int i = 0; i < chains; i++) {
                long seed = Long.getLong("seed", System.nanoTime());
                try (var chain = new SnapshotChain()) {
                    var random = new Random(seed);
                    var saved = grow(chain, random, repository);
                    var restored = i % RESTORED == 0 ? saved : List.of(saved.get(random.nextInt(saved.size())));
                    checkOurReading(saved, repository);
                    checkRestores(restored, chain.directory, restic);
                } catch (Exception | AssertionError e) {
                    throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
                }
            }
        }
        restic.check();
    }

    private static void checkOurReading(List<Saved> saved, Repository repository) throws Exception {
        for (var each : saved) {
            TreePicture.of(repository.reader(), each.tree).assertSameAs(each.picture, "our reading of " + each.id);
        }
    }

    private static void checkRestores(List<Saved> saved, Path directory, Restic restic) {
        for (var each : saved) {
            var target = directory.resolve("restored");
            restic.run("restore", each.id.toString(), "--no-lock", "--target", target.toString(), "--include", "/data");
            Picture.of(target.resolve("data"))
                    .assertSameAs(
                            each.picture.with(SnapshotChainProperties::asResticRestores),
                            "restic's restore of " + each.id);
            TarTools.run("rm", "-rf", target.toString());
        }
    }

    /** restic 0.14 counts nanoseconds in 64 bits: a time after 2262 becomes the first that the file system has. */
    private static Picture.Look asResticRestores(Picture.Look look) {
        return new BigInteger(look.mtime()).bitLength() < Long.SIZE ? look : look.at("-2147483648000000000");
    }

    /** Backs up as many generations of the tree as chance says. */
    private static List<Saved> grow(SnapshotChain chain, Random random, Repository repository) throws Exception {
        var saved = new ArrayList<Saved>();
        boolean attributes = TarTools.keepsAttributes(chain.source);
        RandomTree.grow(chain.source, random, attributes);
        int generations = 2 + random.nextInt(Integer.getInteger("snapshot.generations", 3) - 1);
        var selection = PathSelection.everything();
        for (int i = 0; i < generations; i++) {
            if (i > 0) {
                RandomEdits.edit(chain.source, random.nextLong(1L << 40), random.nextInt(12), attributes);
            }
            if (random.nextInt(4) == 0) {
                selection = PathSelection.of(List.of(), EXCLUDES.get(random.nextInt(EXCLUDES.size())));
                chain.selecting(selection);
            }
            // To most clocks here no time looks recent, so that attributes decide what is unchanged.
            chain.clockAhead(AHEAD.get(Math.max(0, random.nextInt(6) - 2)));
            var picture = Picture.of(chain.source).only(selection);
            saved.add(new Saved(backUp(chain, repository), chain.last().facts().tree(), picture));
            assertThat(chain.last().log().failed).isEmpty();
            assertThat(chain.last().log().damaged).isEmpty();
            chain.assertSame(picture, repository.reader());
        }
        return saved;
    }

    private static BlobId backUp(SnapshotChain chain, Repository repository) throws IOException, InterruptedException {
        try (var writer = repository.writer()) {
            var facts = chain.backUp(repository.reader(), writer, () -> {}).facts();
            var snapshot = new Snapshot(
                    Instant.now(),
                    null,
                    facts.tree(),
                    List.of("/data"),
                    "local",
                    "",
                    0,
                    0,
                    List.of("run:1"),
                    "",
                    null,
                    null);
            return writer.saveSnapshot(snapshot.toJson());
        }
    }
}
