package io.bundlebackup.restore;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.bundle.RemoteCapabilities;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.BackgroundRemoval;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.Phase;
import io.bundlebackup.session.state.SessionType;
import io.bundlebackup.session.state.SnapshotRef;
import io.bundlebackup.session.work.BundleFailedException;
import io.bundlebackup.session.work.BundleTask;
import io.bundlebackup.session.work.BundleWork;
import io.bundlebackup.upload.receive.UploadListener;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The work of restore sessions: runs a {@link BundleRestore} for each bundle. Thread-safe. */
final class RestoreWork implements BundleWork, UploadListener {
    private final RestoreTools tools;
    private final Bundles bundles;
    private final BackgroundRemoval removal;
    private final Map<BundleId, BundleRestore> running = new ConcurrentHashMap<>();

    RestoreWork(RestoreTools tools, Bundles bundles, BackgroundRemoval removal) {
        this.tools = tools;
        this.bundles = bundles;
        this.removal = removal;
    }

    @Override
    public SessionType type() {
        return SessionType.RESTORE;
    }

    @Override
    public Phase firstPhase(Bundle bundle) {
        return Phase.WAITING_FOR_CLIENT;
    }

    @Override
    public boolean beginsWithSlot() {
        return false;
    }

    @Override
    public @Nullable Long run(BundleTask task) throws InterruptedException, BundleFailedException {
        var restore = new BundleRestore(task, tools.previous(), tools.extensions(), tools.trees());
        running.put(task.id(), restore);
        try {
            restore.run();
            return null;
        } finally {
            running.remove(task.id());
        }
    }

    @Override
    public void complete(BundleId bundle, String uri) {
        changed(bundle, uri);
    }

    @Override
    public void changed(BundleId bundle, String uri) {
        var restore = running.get(bundle);
        if (restore != null) {
            restore.changed();
        }
    }

    @Override
    public @Nullable RemoteCapabilities capabilitiesOf(SnapshotRef snapshot, String bundle, List<RawPath> paths) {
        return tools.trees().snapshots().capabilities(snapshot, bundle, paths);
    }

    @Override
    public void discard(BundleId bundle) throws IOException {
        tools.trees().uploads().discard(bundle);
    }

    /**
     * The end is recorded, so the uploads are removed: before that, a start of the service may need them to begin the restore once more.
     */
    @Override
    public void bundleEnded(String sessionId, BundleSnapshot bundle) throws IOException {
        discard(new BundleId(sessionId, bundle.name()));
        removal.execute(() -> {
            var found = bundles.find(bundle.target());
            if (found.isPresent()) {
                tools.previous().sessionEnded(found.get(), sessionId);
            }
        });
    }
}
