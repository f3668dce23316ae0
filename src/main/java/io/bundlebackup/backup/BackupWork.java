package io.bundlebackup.backup;

import io.bundlebackup.archive.scan.Baseline;
import io.bundlebackup.archive.tree.RacyTimestamps;
import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.Extension.Scenario;
import io.bundlebackup.manifest.DeliveredName;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.FullDisk;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.Outcome;
import io.bundlebackup.session.state.Phase;
import io.bundlebackup.session.state.SessionSnapshot;
import io.bundlebackup.session.state.SessionType;
import io.bundlebackup.session.work.BaselineChoice;
import io.bundlebackup.session.work.BundleFailedException;
import io.bundlebackup.session.work.BundleTask;
import io.bundlebackup.session.work.BundleWork;
import io.bundlebackup.upload.chain.KeptManifests;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A full or incremental backup of one bundle: scan, pack and announce, wait for the client, announce anew what changed, and at last the
 * index (`docs/semantics.md`). Holds no state of its own: what a running backup knows is on disk, in its staging directory.
 */
final class BackupWork implements BundleWork {
    private static final Logger log = LoggerFactory.getLogger(BackupWork.class);

    private final Kind kind;
    private final BackupTools tools;
    private final Staging staging;
    private final Keeping keeping;

    /** Keeps full manifests of backups that have completed; as {@link KeptManifests#keep}. */
    interface Keeping {
        Keeping NOTHING = (_, _, _, _, _) -> {};

        void keep(BundleId bundle, Path manifest, ManifestHeader header, @Nullable Long time, long newestEpoch);
    }

    /** What full and incremental backups do not share. */
    interface Kind {
        SessionType type();

        Start start(BundleTask task);

        /** As {@link BundleWork#chooseBaselines}. */
        default BaselineChoice chooseBaselines(String owner, String sessionId, Collection<String> bundles) {
            return BaselineChoice.NONE;
        }

        /** As {@link BundleWork#baseManifest}. */
        Optional<Path> startsFrom(BundleId bundle);

        /** Removes what was kept for where a bundle starts from; repeatable. */
        void discard(BundleId bundle) throws IOException;

        /** Removes what was kept for bundles that were never appended to a session that is over; repeatable. */
        void sessionOver(String sessionId) throws IOException;
    }

    /**
     * Where a backup of a bundle starts from.
     *
     * @param prefix what the names of its files begin with
     * @param parent the generation that it is made from
     */
    record Start(String prefix, @Nullable UUID parent, Baseline baseline) {}

    BackupWork(Kind kind, BackupTools tools, Keeping keeping) {
        this.kind = kind;
        this.keeping = keeping;
        this.tools = tools;
        this.staging = tools.staging();
    }

    @Override
    public SessionType type() {
        return kind.type();
    }

    @Override
    public Phase firstPhase(Bundle bundle) {
        return bundle.requireApplication().extension().has(Scenario.ON_BACKUP) ? Phase.EXTENSION : Phase.SCANNING;
    }

    @Override
    public @Nullable Long run(BundleTask task) throws InterruptedException, BundleFailedException {
        requireNotLetGo(task);
        try (var root = Directory.openResolved(task.bundle().directory())) {
            var record = ScanRecord.read(staging.at(task.id()));
            var header = record.isPresent() ? goOn(task, root, record.get()) : begin(task, root);
            return task.snapshot().counts().failed() == 0 ? RacyTimestamps.firstRacySecond(header.begunAt()) : null;
        } catch (ClosedByInterruptException e) {
            // The interrupt came while a file was written; the channel tells it in its own way.
            throw new InterruptedException("the backup was interrupted");
        } catch (IOException e) {
            throw failure(task.bundle(), e);
        }
    }

    private ManifestHeader begin(BundleTask task, Directory root)
            throws IOException, InterruptedException, BundleFailedException {
        var begunAt = tools.clock().millis();
        if (task.snapshot().standing().phase() == Phase.WAITING_FOR_CLIENT) {
            beginAgain(task);
        }
        var start = kind.start(task);
        var header = new ManifestHeader(task.bundle().name(), UUID.randomUUID(), start.parent(), begunAt);
        var staged = staging.open(task.id(), start.prefix());
        new TreeBackup(new Backup(task, root, staged, header, start.baseline()), tools, type()).run();
        return header;
    }

    /** The service was killed before the scan was complete. */
    private void beginAgain(BundleTask task) throws InterruptedException, BundleFailedException {
        var counts = task.snapshot().counts();
        if (counts.open() > 0 || counts.stale() > 0 || counts.ready().files() > 0 || counts.indexAnnounced()) {
            throw new BundleFailedException(
                    Failure.of(ErrorCode.IO_ERROR, "The packed files are gone from the staging area"), null);
        }
        task.forgetFailures();
        task.enter(firstPhase(task.bundle()));
    }

    private ManifestHeader goOn(BundleTask task, Directory root, ScanRecord record)
            throws IOException, InterruptedException, BundleFailedException {
        var header = record.header(task.bundle().name());
        var staged = staging.at(task.id()).withPrefix(record.prefix());
        ApplicationHold.results(staged).ifPresent(task::goOnFrom);
        new TreeBackup(new Backup(task, root, staged, header, kind.start(task).baseline()), tools, type()).goOn(record);
        return header;
    }

    /** Whatever was read before and after the application was let go would be two moments in one backup. */
    private void requireNotLetGo(BundleTask task) throws BundleFailedException {
        var staged = staging.at(task.id());
        if (Files.exists(staged.held()) || Files.exists(staged.letGo())) {
            throw new BundleFailedException(
                    Failure.of(
                            ErrorCode.EXTENSION_DIED,
                            "The service stopped while the application was held for the backup"),
                    null);
        }
    }

    private static BundleFailedException failure(Bundle bundle, IOException cause) {
        if (FullDisk.isCauseOf(cause)) {
            return new BundleFailedException(Failure.of(ErrorCode.NO_SPACE, "The service's disk is full"), cause);
        }
        return new BundleFailedException(
                Failure.of(ErrorCode.IO_ERROR, "The data of " + bundle.name() + " could not be read or packed"), cause);
    }

    @Override
    public Optional<Path> baseManifest(BundleId bundle) {
        return kind.startsFrom(bundle);
    }

    @Override
    public BaselineChoice chooseBaselines(String owner, String sessionId, Collection<String> bundles) {
        return kind.chooseBaselines(owner, sessionId, bundles);
    }

    @Override
    public void discard(BundleId bundle) throws IOException {
        staging.discard(bundle);
        kind.discard(bundle);
    }

    @Override
    public void bundleEnded(String sessionId, BundleSnapshot bundle) throws IOException {
        var id = new BundleId(sessionId, bundle.name());
        if (bundle.standing().outcome() == Outcome.COMPLETED) {
            keep(id, bundle.standing().lastIncrementalTime());
        }
        discard(id);
    }

    /** No name in the manifest begins with a larger number than the names of this backup do: see the prefixes of increments. */
    private void keep(BundleId id, @Nullable Long time) {
        var staged = staging.at(id);
        try {
            var record = ScanRecord.read(staged);
            if (record.isPresent()) {
                var newest =
                        DeliveredName.epochOf(DeliveredName.index(record.get().prefix()));
                keeping.keep(id, staged.full(), record.get().header(id.name()), time, newest);
            }
        } catch (IOException e) {
            log.warn("The manifest of a backup of {} cannot be kept: {}", id.name(), e.toString());
        }
    }

    @Override
    public void prepareRecovery(Collection<SessionSnapshot> live) {
        new HeldApplications(staging.root(), tools.extensions()).letGo();
        staging.keepOnly(live.stream()
                .flatMap(session -> session.all().stream()
                        .filter(bundle -> !bundle.ended())
                        .map(bundle -> staging.at(new BundleId(session.id(), bundle.name()))
                                .directory()))
                .collect(Collectors.toSet()));
    }

    @Override
    public void sessionEnded(String sessionId) throws IOException {
        kind.sessionOver(sessionId);
    }
}
