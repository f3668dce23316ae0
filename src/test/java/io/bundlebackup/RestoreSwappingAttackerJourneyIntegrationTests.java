package io.bundlebackup;

import static io.bundlebackup.SourceTree.dir;
import static io.bundlebackup.SourceTree.file;
import static io.bundlebackup.SourceTree.files;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.SwappingAttacker;
import io.bundlebackup.backup.Picture;
import io.bundlebackup.bundle.Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Restores, and what undoes them, while somebody exchanges the application's data, the service's directories beside it and directories
 * in both for links to the outside, and back. Each restore may succeed or fail; nothing outside may ever change.
 */
class RestoreSwappingAttackerJourneyIntegrationTests extends JourneyTest {
    private static final int ROUNDS = 20;
    private static final long REST = 10_000_000;

    /** What is exchanged, and for what. */
    private final Map<Path, Path> pairs = new LinkedHashMap<>();

    private int completed;
    private int failed;

    @Override
    List<String> settings() {
        return List.of("backup.pack.big-file-size=1KB", "backup.pack.part-files=9");
    }

    @Test
    void nothingOutsideTheBundleIsEverWritten() throws Exception {
        var seed = Long.getLong("seed", System.nanoTime());
        var bundle = service.bundle(dir("d", files(20)), file("big", 50_000), file("a", "hi"));
        var source = service.source(bundle);
        var session = alice.backUp(bundle);
        session.pull(folder);
        session.recorder().await("onAllBundlesEnd");
        var wanted = Picture.of(source);
        // From here on there is something beside the data.
        assertThat(round(bundle, new Random(seed))).isEqualTo("completed");
        var outside = outside(bundle);
        var before = Picture.of(outside);

        try (var attacker = attacker(seed, source, outside, bundle)) {
            attacker.start();
            for (int i = 0; i < ROUNDS; i++) {
                count(round(bundle, new Random(seed + i)));
                for (var state : previous(bundle)) {
                    assertThat(RestoreSession.undo(alice, bundle, state).status())
                            .isIn(200, 400, 404, 409, 500);
                }
                Picture.of(outside).assertSameAs(before, "outside, seed " + seed + ", round " + i);
            }
            assertThat(attacker.swaps()).isGreaterThan(ROUNDS);
        }

        putBack();
        Picture.of(outside).assertSameAs(before, "outside, seed " + seed);
        // An attack that meets nobody proves nothing.
        assertThat(failed).as("failed restores, seed " + seed).isPositive();
        assertThat(round(bundle, new Random(seed))).isEqualTo("completed");
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
        var restore = RestoreSession.of(alice, bundle);
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
        Files.writeString(outside.resolve("data/a"), "outside");
        Files.writeString(outside.resolve("data/d/file-0"), "outside");
        Files.writeString(work.resolve("new-0/tree/a"), "outside");
        Files.setPosixFilePermissions(outside.resolve("work"), PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwx------"));
        return outside;
    }

    private SwappingAttacker attacker(long seed, Path source, Path outside, String bundle) throws IOException {
        var all = source.resolveSibling(Bundle.WORK_DIRECTORY);
        var attacker = new SwappingAttacker(seed).restingUpTo(REST);
        prepare(attacker, source, outside.resolve("data"));
        prepare(attacker, all, outside.resolve("work"));
        prepare(attacker, all.resolve(bundle), outside.resolve("work").resolve(bundle));
        return attacker;
    }

    private void prepare(SwappingAttacker attacker, Path entry, Path target) throws IOException {
        var link = Files.createSymbolicLink(folder.resolve("link" + pairs.size()), target);
        attacker.prepare(entry, link);
        pairs.put(entry, link);
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
