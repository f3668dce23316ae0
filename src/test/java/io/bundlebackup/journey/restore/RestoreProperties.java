package io.bundlebackup.journey.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.tar.TarTools;
import io.bundlebackup.backup.Picture;
import io.bundlebackup.backup.RandomTree;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RestoreSession;
import io.bundlebackup.journey.RunningService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random trees, backed up and restored over HTTP, are the same trees again: looked at by Python. A third of {@code -Dtrees} of them,
 * {@code -Dseed=…} for a certain one.
 */
class RestoreProperties extends JourneyTest {
    @Override
    public List<String> settings() {
        return List.of("backup.pack.big-file-size=1KB", "backup.pack.part-size=8KB", "backup.pack.part-files=9");
    }

    @Test
    void everyTreeIsRestoredExactlyAndEveryRestoreCanBeUndone() throws Exception {
        int trees = (Integer.getInteger("trees", 20) + 2) / 3;
        for (int i = 0; i < trees; i++) {
            long seed = Long.getLong("seed", System.nanoTime());
            try {
                check(Files.createDirectory(folder.resolve("tree" + i)), new Random(seed));
            } catch (Exception | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private void check(Path saved, Random random) throws Exception {
        var bundle = service.bundle();
        var other = service.bundle();
        grow(bundle, random);
        grow(other, random);
        var wanted = picture(bundle);
        backUp(bundle, saved);

        empty(bundle);
        restore(bundle, bundle, saved, random);
        picture(bundle).assertSameAs(wanted, "restored into nothing");

        empty(bundle);
        grow(bundle, random);
        restoreAndUndo(bundle, bundle, saved, random, wanted);
        restoreAndUndo(bundle, other, saved, random, wanted);
        empty(bundle);
        empty(other);
        TarTools.run("rm", "-rf", saved.toString());
    }

    private void restoreAndUndo(String bundle, String target, Path saved, Random random, Picture wanted) {
        var former = picture(target);
        restore(bundle, target, saved, random);
        picture(target).assertSameAs(wanted, "restored to " + target);
        var id = RestoreSession.previous(alice, target).getFirst();
        RestoreSession.undo(alice, target, id).is(200);
        picture(target).assertSameAs(former, "undone");
        RestoreSession.undo(alice, target, id).is(200);
        picture(target).assertSameAs(wanted, "with the undoing undone");
    }

    private void backUp(String bundle, Path saved) {
        try (var client = service.client(RunningService.ALICE)) {
            var session = client.backUp(bundle);
            session.pull(saved);
            session.recorder().await("onAllBundlesEnd");
            check(session);
        }
    }

    private void restore(String bundle, String target, Path saved, Random random) {
        try (var client = service.client(RunningService.ALICE)) {
            var restore = RestoreSession.with(client, bundle, "\"restoreTo\":\"" + target + "\"");
            restore.uploadAll(bundle, saved.resolve(bundle), random);
            restore.restore(bundle);
            assertThat(restore.report(bundle, "").path("failed")).isEmpty();
            check(restore.session());
        }
    }

    private void grow(String bundle, Random random) throws Exception {
        var source = service.source(bundle);
        RandomTree.grow(source, random, TarTools.keepsAttributes(source));
    }

    private void empty(String bundle) {
        TarTools.run("find", service.source(bundle).toString(), "-mindepth", "1", "-delete");
    }

    private Picture picture(String bundle) {
        return Picture.of(service.source(bundle));
    }
}
