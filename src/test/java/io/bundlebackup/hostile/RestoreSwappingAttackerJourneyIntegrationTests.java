package io.bundlebackup.hostile;

import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.files;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.pack.SwappingAttacker;
import io.bundlebackup.backup.Picture;
import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.journey.HandMadeManifest;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RestoreSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Restores, and what undoes them, while somebody exchanges directories of the application's data, of the trees that are being built and
 * of the service beside them for links to the outside, and back. Each restore may succeed or fail; nothing outside may ever change, nor
 * come into the data. (The way to the data is the operator's: who may write in the parent of a data directory decides where it is.)
 */
class RestoreSwappingAttackerJourneyIntegrationTests extends JourneyTest {
    private static final int ROUNDS = 20;
    private static final long REST = 10_000_000;
    private static final String MARK = "outside";

    /** What is exchanged, and for what. */
    private final Map<Path, Path> pairs = new LinkedHashMap<>();

    private int completed;
    private int failed;

    @Override
    public List<String> settings() {
        return List.of("backup.pack.big-file-size=1KB", "backup.pack.part-files=9");
    }

    @Test
    void noEntryOutsideTheBundleIsWritten() throws Exception {
        var seed = Long.getLong("seed", System.nanoTime());
        var bundle = service.bundle(dir("d", files(20)), file("big", 50_000), file("a", "hi"));
        var source = service.source(bundle);
        var session = alice.backUp(bundle);
        session.pull(folder);
        session.recorder().await("onAllBundlesEnd");
        var wanted = Picture.of(source);
        // From here on there is something beside the data.
        assertThat(round(bundle, new Random(seed), "replace")).isEqualTo("completed");
        var outside = outside(bundle);
        var before = Picture.of(outside);

        try (var attacker = attacker(seed, source, outside, bundle);
                var builders = new TreeAttacker(source, outside, bundle)) {
            attacker.start();
            builders.start();
            for (int i = 0; i < ROUNDS; i++) {
                count(round(bundle, new Random(seed + i)));
                for (var state : previous(bundle)) {
                    assertThat(RestoreSession.undo(alice, bundle, state).status())
                            .isIn(200, 400, 404, 409, 500);
                }
                Picture.of(outside).assertSameAs(before, "outside, seed " + seed + ", round " + i);
                assertThat(builders.picture().looks().values())
                        .noneMatch(look -> look.sha256().equals(HandMadeManifest.sha256(MARK)));
            }
            assertThat(attacker.swaps()).isGreaterThan(ROUNDS);
        }

        putBack();
        Picture.of(outside).assertSameAs(before, "outside, seed " + seed);
        // An attack that meets nobody proves nothing.
        assertThat(failed).as("failed restores, seed " + seed).isPositive();
        assertThat(round(bundle, new Random(seed), "replace")).isEqualTo("completed");
        Picture.of(source).assertSameAs(wanted, "the data after the attack");
        Picture.of(outside).assertSameAs(before, "outside, seed " + seed);
    }

    private void count(String outcome) {
        if (outcome.equals("completed")) {
            completed++;
        } else {
            failed++;
        }
        assertThat(outcome).as("after %d and %d", completed, failed).isIn("completed", "failed", "rejected");
    }

    /** How a restore has ended. */
    private String round(String bundle, Random order) {
        return round(bundle, order, order.nextBoolean() ? "replace" : "merge");
    }

    private String round(String bundle, Random order, String mode) {
        var restore = RestoreSession.with(alice, bundle, "\"restoreMode\":\"" + mode + "\"");
        var begin = restore.session().recorder().await("onBundleBegin", bundle);
        if (begin.has("err")) {
            return "rejected";
        }
        try {
            restore.uploadAll(bundle, folder.resolve(bundle), order);
        } catch (AssertionError e) {
            // It has failed already: its directory was not to be had.
            return restore.awaitEnd(bundle).path("data").path("outcome").asString("");
        }
        restore.publish(bundle);
        var end = restore.awaitEnd(bundle);
        restore.session().recorder().await("onAllBundlesEnd");
        return end.path("data").path("outcome").asString("");
    }

    private List<String> previous(String bundle) {
        var answer = alice.get("/api/v1/bundles/" + bundle + "/previous");
        return answer.json()
                .path("previous")
                .valueStream()
                .map(state -> state.path("id").asString(""))
                .toList();
    }

    /** It looks like what the links to it stand for, and is the service's own: whoever followed one would write here. */
    private Path outside(String bundle) throws IOException {
        var outside = Files.createDirectory(folder.resolve("outside"));
        var work = Files.createDirectories(outside.resolve("work").resolve(bundle));
        Files.createDirectories(work.resolve("new-0/tree/d"));
        Files.createDirectories(outside.resolve("data/d"));
        Files.writeString(outside.resolve("data/a"), MARK);
        Files.writeString(outside.resolve("data/d/file-0"), MARK);
        Files.writeString(work.resolve("new-0/tree/a"), MARK);
        Files.setPosixFilePermissions(outside.resolve("work"), PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwx------"));
        return outside;
    }

    private SwappingAttacker attacker(long seed, Path source, Path outside, String bundle) throws IOException {
        var all = source.resolveSibling(Bundle.WORK_DIRECTORY);
        var attacker = new SwappingAttacker(seed).restingUpTo(REST);
        prepare(attacker, all, outside.resolve("work"));
        prepare(attacker, all.resolve(bundle), outside.resolve("work").resolve(bundle));
        return attacker;
    }

    private void prepare(SwappingAttacker attacker, Path entry, Path target) throws IOException {
        var link = Files.createSymbolicLink(folder.resolve("link" + pairs.size()), target);
        attacker.prepare(entry, link);
        pairs.put(entry, link);
    }

    /** Puts a link in the place of a directory of the data, and of the tree that is built; it is there again a moment later. */
    private static final class TreeAttacker implements AutoCloseable {
        private final Path source;
        private final Path work;
        private final Path target;
        private final Thread thread;
        private volatile boolean ended;

        TreeAttacker(Path source, Path outside, String bundle) {
            this.source = source;
            work = source.resolveSibling(Bundle.WORK_DIRECTORY).resolve(bundle);
            target = outside.resolve("data/d");
            thread = Thread.ofPlatform().daemon().unstarted(this::run);
        }

        void start() {
            thread.start();
        }

        private void run() {
            while (!ended) {
                var names = work.toFile().list((_, name) -> name.startsWith("new-") && !name.equals("new-0"));
                for (var name : names == null ? new String[0] : names) {
                    attack(work.resolve(name).resolve("tree"));
                }
                attack(source);
                LockSupport.parkNanos(REST / 10);
            }
        }

        /** The data, while it does nothing. */
        synchronized Picture picture() {
            return Picture.of(source);
        }

        private synchronized void attack(Path tree) {
            var aside = tree.resolve("aside");
            try {
                Files.move(tree.resolve("d"), aside);
                Files.createSymbolicLink(tree.resolve("d"), target);
                LockSupport.parkNanos(REST / 10);
                Files.delete(tree.resolve("d"));
                Files.move(aside, tree.resolve("d"));
            } catch (IOException e) {
                // It is not there yet, or not any more, or the service was faster.
                return;
            }
        }

        @Override
        public void close() throws InterruptedException {
            ended = true;
            thread.join();
        }
    }

    private void putBack() throws IOException {
        for (var pair : pairs.entrySet()) {
            if (Files.isSymbolicLink(pair.getKey())) {
                Files.delete(pair.getKey());
                Files.move(pair.getValue(), pair.getKey());
            }
            assertThat(pair.getKey()).isDirectory();
        }
    }
}
