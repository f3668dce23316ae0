package io.bundlebackup.backup;

import io.bundlebackup.archive.scan.Baseline;
import io.bundlebackup.archive.scan.ScanLimits;
import io.bundlebackup.archive.scan.TreeScan;
import io.bundlebackup.archive.tree.PlatformThreads;
import io.bundlebackup.archive.tree.RacyTimestamps;
import io.bundlebackup.archive.tree.ReservedName;
import io.bundlebackup.archive.tree.Workers;
import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.Extension.Scenario;
import io.bundlebackup.bundle.command.ExtensionRunner;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.FullDisk;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.FileEntry;
import io.bundlebackup.session.state.Phase;
import io.bundlebackup.session.state.SessionType;
import io.bundlebackup.session.work.BundleFailedException;
import io.bundlebackup.session.work.BundleTask;
import io.bundlebackup.session.work.BundleWork;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * A full or incremental backup of one bundle: scan, pack and announce, wait for the client, announce anew what changed, and at last the
 * index (`docs/semantics.md`). Holds no state of its own: what a running backup knows is on disk, in its staging directory.
 */
final class BackupWork implements BundleWork {
    private static final Logger log = LoggerFactory.getLogger(BackupWork.class);

    private final Kind kind;
    private final Staging staging;
    private final Workers workers;
    private final PackSettings settings;
    private final InstantSource clock;
    private final JsonMapper mapper;
    private final ExtensionRunner extensions;

    /** What full and incremental backups do not share. */
    interface Kind {
        SessionType type();

        Start start(BundleTask task);

        /** As {@link BundleWork#baseManifest}. */
        Optional<Path> startsFrom(BundleId bundle);

        /** Removes what was kept for where a bundle starts from; repeatable. */
        void discard(BundleId bundle);

        /** Removes what was kept for bundles that were never appended to a session that is over; repeatable. */
        void sessionOver(String sessionId);
    }

    /**
     * Where a backup of a bundle starts from.
     *
     * @param prefix what the names of its files begin with
     * @param parent the generation that it is made from
     */
    record Start(String prefix, @Nullable UUID parent, Baseline baseline) {}

    BackupWork(
            Kind kind,
            Staging staging,
            Workers workers,
            PackSettings settings,
            InstantSource clock,
            JsonMapper mapper,
            ExtensionRunner extensions) {
        this.kind = kind;
        this.staging = staging;
        this.workers = workers;
        this.settings = settings;
        this.clock = clock;
        this.mapper = mapper;
        this.extensions = extensions;
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
        var begunAt = clock.millis();
        var start = kind.start(task);
        var header = new ManifestHeader(task.bundle().name(), UUID.randomUUID(), start.parent(), begunAt);
        try (var root = Directory.openResolved(task.bundle().directory())) {
            var staged = staging.open(task.id(), start.prefix());
            var backup = new RunningBackup(root, staged, header, start.baseline());
            var bigFiles = read(task, backup);
            deliver(task, bigFiles);
            task.enter(Phase.PACKING);
            task.emitReport();
            var index = new Index(task, backup, mapper);
            task.announce(PlatformThreads.call("index-" + task.bundle().name(), index::write));
            task.enter(Phase.WAITING_FOR_CLIENT);
            task.awaitClient();
        } catch (ClosedByInterruptException e) {
            // The interrupt came while a file was written; the channel tells it in its own way.
            throw new InterruptedException("the backup was interrupted");
        } catch (IOException e) {
            throw failure(task.bundle(), e);
        }
        return task.snapshot().counts().failed() == 0 ? RacyTimestamps.firstRacySecond(begunAt) : null;
    }

    /** Reads the tree, which an application that is held does not change meanwhile. */
    private BigFiles read(BundleTask task, RunningBackup backup)
            throws IOException, InterruptedException, BundleFailedException {
        try (var hold = new ApplicationHold(
                task, kind.type(), extensions, backup.staged().held())) {
            hold.begin();
            PlatformThreads.call("scan-" + task.bundle().name(), () -> {
                scan(task, backup);
                return true;
            });
            task.enter(Phase.PACKING);
            var limit = limits().bigFile();
            var bigFiles = new BigFiles(workers, backup, limit, hold.isNeeded());
            var announcements = new Announcements(task, hold.isNeeded());
            new Packing(task, announcements, backup, staging, workers, limit, bigFiles).run();
            if (hold.isNeeded()) {
                hold.end();
                task.enter(Phase.PACKING);
                announcements.finish();
            }
            return bigFiles;
        }
    }

    private ScanLimits limits() {
        return new ScanLimits(
                settings.bigFileSize().toBytes(), settings.partSize().toBytes(), settings.partFiles());
    }

    private void scan(BundleTask task, RunningBackup backup) throws IOException, InterruptedException {
        var root = backup.root();
        cleanPages(task, root);
        var filter = new SelectionFilter(task.bundle().selection());
        var listener = listener(task);
        var files = backup.staged().scanned();
        var totals =
                TreeScan.scan(root, filter, limits(), files, backup.baseline(), backup.header(), workers, listener);
        task.recordTotals(totals.files(), totals.bytes());
        if (totals.firstBackup() != null) {
            task.remark(
                    totals.firstBackup(),
                    ErrorCode.INVALID_ARGUMENT,
                    "it holds a backup, and each backup contains the earlier ones; leave it out with \"excludes\", or keep backups"
                            + " elsewhere");
            log.warn(
                    "The data of {} holds a backup in {}, so each backup contains the earlier ones. Leave it out with"
                            + " \"excludes\", or keep backups elsewhere.",
                    task.bundle().name(),
                    totals.firstBackup());
        }
        remarkReserved(task, root);
        if (totals.firstSpecial() != null) {
            var others = totals.specials() == 1 ? "" : " (so are " + (totals.specials() - 1) + " more)";
            task.remark(
                    totals.firstSpecial(),
                    ErrorCode.INVALID_ARGUMENT,
                    "it is a socket, fifo or device and is not backed up" + others);
        }
    }

    /** Reports an application's entry with the name of the service's own directory: no backup contains it. */
    private static void remarkReserved(BundleTask task, Directory root) throws IOException, InterruptedException {
        var name = Bundle.WORK_DIRECTORY.getBytes(StandardCharsets.US_ASCII);
        var own = task.bundle().bundleName().directoryName().getBytes(StandardCharsets.UTF_8);
        if (ReservedName.in(root, name, own) == ReservedName.OF_APPLICATION) {
            task.remark(
                    Bundle.WORK_DIRECTORY,
                    ErrorCode.INVALID_ARGUMENT,
                    "it has the name of the service's own directory and is not backed up; a restore leaves it as it is");
        }
    }

    /**
     * What writes through a mapping leaves a time when it makes a clean page dirty, and none as long as the page stays dirty. Written
     * back now, pages are clean: whatever is changed from here on has a time that a later scan does not take for an older one.
     */
    private static void cleanPages(BundleTask task, Directory root) {
        try {
            root.syncFileSystem();
        } catch (IOException e) {
            log.warn(
                    "The file system of {} could not be flushed before its backup; look at its disk: {}",
                    task.bundle().name(),
                    e.getMessage());
        }
    }

    private static TreeScan.Listener listener(BundleTask task) {
        return new TreeScan.Listener() {
            @Override
            public void failed(String path, String reason) throws InterruptedException {
                task.fileFailed(path, ErrorCode.IO_ERROR, reason);
            }

            @Override
            public void sized(long bytes) throws InterruptedException {
                task.recordSize(bytes);
            }
        };
    }

    /** Until every announced file is closed: waits for the client, and announces anew what changed before it was closed. */
    private static void deliver(BundleTask task, BigFiles bigFiles) throws IOException, InterruptedException {
        while (true) {
            task.enter(Phase.WAITING_FOR_CLIENT);
            task.awaitClient();
            var stale = task.staleFiles();
            if (stale.isEmpty()) {
                return;
            }
            task.enter(Phase.PACKING);
            for (FileEntry entry : stale) {
                bigFiles.announceAnew(task, entry);
            }
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
    public Failure failureByRestart(BundleId bundle) {
        return Files.exists(staging.at(bundle).held())
                ? Failure.of(
                        ErrorCode.EXTENSION_DIED,
                        "The service was restarted before the application's onBackupEnd had run")
                : BundleWork.super.failureByRestart(bundle);
    }

    @Override
    public void discard(BundleId bundle) {
        staging.discard(bundle);
        kind.discard(bundle);
    }

    @Override
    public void sessionEnded(String sessionId) {
        kind.sessionOver(sessionId);
    }
}
