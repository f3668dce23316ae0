package io.bundlebackup.backup;

import io.bundlebackup.archive.scan.Baseline;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.SessionType;
import io.bundlebackup.session.work.BundleTask;
import java.nio.file.Path;
import java.util.Optional;

/** Starts from nothing. */
final class FullBackup implements BackupWork.Kind {
    @Override
    public SessionType type() {
        return SessionType.BACKUP;
    }

    @Override
    public BackupWork.Start start(BundleTask task) {
        return new BackupWork.Start("", null, new Baseline.Nothing());
    }

    @Override
    public Optional<Path> startsFrom(BundleId bundle) {
        return Optional.empty();
    }

    @Override
    public void discard(BundleId bundle) {
        // There is nothing that it started from.
    }

    @Override
    public void sessionOver(String sessionId) {
        // Nor anything that it might have.
    }
}
