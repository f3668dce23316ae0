package io.bundlebackup.vault.run;

import io.bundlebackup.backup.Staging;
import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.Extension.Scenario;
import io.bundlebackup.posix.FailureReason;
import io.bundlebackup.posix.FullDisk;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.Phase;
import io.bundlebackup.session.state.SessionSnapshot;
import io.bundlebackup.session.state.SessionType;
import io.bundlebackup.session.work.BundleFailedException;
import io.bundlebackup.session.work.BundleTask;
import io.bundlebackup.session.work.BundleWork;
import io.bundlebackup.vault.Vault;
import io.bundlebackup.vault.Vaults;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a session of a backup run does with its bundle: it makes a snapshot. After a restart of the service it begins again. */
final class SnapshotBundleWork implements BundleWork {
    private static final Logger log = LoggerFactory.getLogger(SnapshotBundleWork.class);

    private final Runs runs;
    private final Supplier<BackupRuns> backups;
    private final RunLoop loop;
    private final Vaults vaults;
    private final SnapshotMaker maker;
    private final Staging staging;
    private final Supplier<RetentionStep> retention;

    /** @param backups asked for when the first bundle begins: they need the sessions, which need this */
    SnapshotBundleWork(
            Runs runs,
            Supplier<BackupRuns> backups,
            RunLoop loop,
            Vaults vaults,
            SnapshotMaker maker,
            Staging staging,
            Supplier<RetentionStep> retention) {
        this.runs = runs;
        this.backups = backups;
        this.loop = loop;
        this.vaults = vaults;
        this.maker = maker;
        this.staging = staging;
        this.retention = retention;
    }

    @Override
    public SessionType type() {
        return SessionType.VAULT;
    }

    @Override
    public Phase firstPhase(Bundle bundle) {
        return bundle.requireApplication().extension().has(Scenario.ON_BACKUP) ? Phase.EXTENSION : Phase.SCANNING;
    }

    @Override
    public @Nullable Long run(BundleTask task) throws InterruptedException, BundleFailedException {
        var found = backups.get()
                .ofSession(task.id().sessionId())
                .orElseThrow(() -> new BundleFailedException(
                        Failure.of(ErrorCode.INTERNAL_ERROR, "The session belongs to no run"), null));
        if (found.snapshotId() != null) {
            // Made before the service was killed, and whole.
            return null;
        }
        var run = runs.begun(found);
        if (task.snapshot().standing().phase() == Phase.WAITING_FOR_CLIENT) {
            task.forgetFailures();
            task.enter(firstPhase(task.bundle()));
        }
        try {
            var vault = vaults.get(run.request().vault());
            var made = maker.make(task, vault, run, figures -> {
                runs.figures(run, figures);
                task.recordRead(figures.filesDone(), figures.bytesDone());
            });
            runs.made(run, made);
            retain(vault, run);
            return null;
        } catch (ClosedByInterruptException e) {
            throw new InterruptedException("the backup was interrupted");
        } catch (IOException e) {
            throw failure(task.bundle(), run, e);
        }
    }

    /** The snapshot is made: what fails here fails nothing, and the next run does it. */
    private void retain(Vault vault, Run run) {
        try {
            runs.retained(run, retention.get().apply(vault, run));
        } catch (ProblemException e) {
            log.warn(
                    "Snapshots of {} in the vault {} that no rule keeps could not be deleted; the next run tries again: {}",
                    run.request().bundleName(),
                    vault.name(),
                    e.detail());
        }
    }

    private static BundleFailedException failure(Bundle bundle, Run run, IOException cause) {
        if (FullDisk.isCauseOf(cause)) {
            return new BundleFailedException(
                    Failure.of(
                            ErrorCode.NO_SPACE,
                            "The disk of the vault " + run.request().vault() + " is full"),
                    cause);
        }
        return new BundleFailedException(
                Failure.of(
                        ErrorCode.IO_ERROR,
                        "The data of " + bundle.name() + " could not be read, or the vault "
                                + run.request().vault() + " could not be written: " + FailureReason.of(cause)),
                cause);
    }

    @Override
    public Optional<Path> baseManifest(BundleId bundle) {
        return Optional.empty();
    }

    @Override
    public void discard(BundleId bundle) {
        staging.discard(bundle);
        loop.wake();
    }

    @Override
    public void bundleEnded(String sessionId, BundleSnapshot bundle) {
        discard(new BundleId(sessionId, bundle.name()));
    }

    @Override
    public void prepareRecovery(Collection<SessionSnapshot> live) {
        runs.load(loop::wake);
    }
}
