package io.bundlebackup.backup;

import io.bundlebackup.archive.scan.Baseline;
import io.bundlebackup.manifest.DeliveredName;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.SessionType;
import io.bundlebackup.session.work.BaselineChoice;
import io.bundlebackup.session.work.BundleTask;
import io.bundlebackup.upload.chain.PreviousManifest;
import io.bundlebackup.upload.chain.PreviousManifests;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Starts from the manifest that the client uploaded, or from a kept manifest that the append chose. Without a manifest everything is
 * delivered: a time alone cannot show what an earlier backup contains, because files in a directory that was moved in have old times
 * (`docs/semantics.md`).
 */
final class IncrementalBackup implements BackupWork.Kind {
    private static final int APART = 1_000_000;
    /** Some thousand years from now; a larger value in a manifest does not come from a clock. */
    private static final long LATEST = 100_000_000_000_000L;

    private final PreviousManifests manifests;

    IncrementalBackup(PreviousManifests manifests) {
        this.manifests = manifests;
    }

    @Override
    public SessionType type() {
        return SessionType.INCREMENTAL_BACKUP;
    }

    @Override
    public BaselineChoice chooseBaselines(String owner, String sessionId, Collection<String> bundles) {
        return manifests.choose(owner, sessionId, bundles);
    }

    @Override
    public BackupWork.Start start(BundleTask task) {
        var previous = manifests.find(task.id());
        return new BackupWork.Start(
                prefix(task, previous),
                previous.map(manifest -> manifest.header().generation()).orElse(null),
                baseline(task, previous));
    }

    /**
     * The prefix has the time of the append. If the clock was set back since an earlier generation, the prefix has a random time at most
     * {@value #APART} milliseconds after that generation: delivered files of several generations in one directory never have the same
     * names, even if a generation delivered nothing and so left no name in the manifest.
     */
    private static String prefix(BundleTask task, Optional<PreviousManifest> previous) {
        long appended = task.snapshot().appended().queuedAt().toEpochMilli();
        long earlier = previous.map(
                        each -> Math.max(each.newestEpoch(), each.header().begunAt()))
                .orElse(0L);
        boolean later = appended > earlier || earlier > LATEST;
        return DeliveredName.prefix(
                later ? appended : earlier + 1 + ThreadLocalRandom.current().nextInt(APART));
    }

    private static Baseline baseline(BundleTask task, Optional<PreviousManifest> previous) {
        if (previous.isEmpty()) {
            return new Baseline.Nothing();
        }
        var manifest = previous.get().file();
        var since = task.snapshot().appended().lastIncrementalTime();
        return task.bundle().requireApplication().fullBackupOnly() || since != null && since == 0
                ? new Baseline.Everything(manifest)
                : new Baseline.Previous(manifest);
    }

    @Override
    public Optional<Path> startsFrom(BundleId bundle) {
        return manifests.find(bundle).map(PreviousManifest::file);
    }

    @Override
    public void discard(BundleId bundle) throws IOException {
        manifests.discard(bundle);
    }

    @Override
    public void sessionOver(String sessionId) throws IOException {
        manifests.discardAll(sessionId);
    }
}
