package io.bundlebackup.backup;

import io.bundlebackup.archive.scan.PackPlan;
import io.bundlebackup.archive.scan.PackUnit;
import io.bundlebackup.archive.tree.Digests;
import io.bundlebackup.archive.tree.PlatformThreads;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.session.state.DeliveredFile;
import io.bundlebackup.session.state.FileKind;
import io.bundlebackup.session.state.FileState;
import io.bundlebackup.session.state.Phase;
import io.bundlebackup.session.state.SessionType;
import io.bundlebackup.session.work.BundleFailedException;
import io.bundlebackup.session.work.BundleTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The work of one backup: scan, pack and announce, wait for the client, announce again what changed, and at last the index. After a kill of
 * the service the work goes on from what is on disk: with the scan's record, nothing is scanned again, and what was announced is not packed
 * again. Used once, by the bundle's thread.
 */
final class TreeBackup {
    private static final int MANY = 1_000;

    private final Backup backup;
    private final BundleTask task;
    private final StagedBundle staged;
    private final BackupTools tools;
    private final SessionType type;

    TreeBackup(Backup backup, BackupTools tools, SessionType type) {
        this.backup = backup;
        this.task = backup.task();
        this.staged = backup.staged();
        this.tools = tools;
        this.type = type;
    }

    /** From the scan on. */
    void run() throws IOException, InterruptedException, BundleFailedException {
        finish(read());
    }

    /** After a restart. */
    void goOn(ScanRecord record) throws IOException, InterruptedException, BundleFailedException {
        tools.staging().adopt(backup.id(), this::isClosed);
        markDamaged(record);
        var bigFiles = bigFiles(record.held());
        if (record.held()) {
            HeldAnnouncements.announceRest(backup);
        } else {
            new Packing(backup, tools, bigFiles, Announcements.immediate(task), true).run();
        }
        finish(bigFiles);
    }

    private BigFiles bigFiles(boolean copied) {
        return new BigFiles(backup, tools.workers(), tools.limits().bigFile(), copied);
    }

    private boolean isClosed(String uri) {
        return task.deliveredFile(uri)
                .filter(entry -> entry.state() == FileState.CLOSED)
                .isPresent();
    }

    /** Finds announced files whose copies in the staging area a power cut has damaged. */
    private void markDamaged(ScanRecord record) throws IOException, InterruptedException, BundleFailedException {
        boolean digest = record.isBeforeBoot();
        if (digest) {
            requireManifests();
        }
        var page = task.openFiles(0, MANY);
        while (!page.isEmpty()) {
            for (var entry : page) {
                if (!isIntact(entry.file(), digest)) {
                    if (record.held()) {
                        throw damaged(
                                "A packed file was damaged while the service was down, and the application was let go");
                    }
                    task.markStale(entry.file());
                }
            }
            page = task.openFiles(page.getLast().seq(), MANY);
        }
    }

    /** What the client has cannot be packed again: without its manifest there is no index. */
    private void requireManifests() throws IOException, InterruptedException, BundleFailedException {
        try (var plan = new PackPlan.Reader(staged.scanned().plan())) {
            for (var unit = plan.next(); unit != null; unit = plan.next()) {
                if (unit instanceof PackUnit.Part part) {
                    var entry = task.deliveredFile(part.uri());
                    if (entry.isPresent()
                            && entry.get().state() == FileState.CLOSED
                            && !hasManifest(entry.get().file())) {
                        throw damaged("The manifest of a delivered file was damaged by a power cut; back up again");
                    }
                }
            }
        }
    }

    private static BundleFailedException damaged(String message) {
        return new BundleFailedException(Failure.of(ErrorCode.IO_ERROR, message), null);
    }

    private boolean isIntact(DeliveredFile file, boolean digest) throws IOException, InterruptedException {
        var copy = staged.file(file.uri());
        if (Files.notExists(copy)) {
            // A big file that is read in place is compared at each download.
            return file.kind() == FileKind.FILE;
        }
        return Files.size(copy) == file.size() && (!digest || has(copy, file.sha256()) && hasManifest(file));
    }

    private boolean hasManifest(DeliveredFile file) throws IOException, InterruptedException {
        var manifest = staged.manifest(file.uri());
        return Files.exists(manifest) ? has(manifest, file.manifestSha256()) : file.kind() == FileKind.FILE;
    }

    private boolean has(Path file, String sha256) throws IOException, InterruptedException {
        return tools.workers().call(() -> Digests.sha256(file)).equals(sha256);
    }

    /** Everything for which the tree has to keep still, if its application is held meanwhile. */
    private BigFiles read() throws IOException, InterruptedException, BundleFailedException {
        try (var hold = new ApplicationHold(task, type, tools.extensions(), staged)) {
            hold.begin();
            PlatformThreads.call("scan-" + backup.bundle(), () -> {
                new BundleScan(backup, tools).run();
                ScanRecord.of(backup.header(), staged.prefix(), hold.isNeeded()).write(staged);
                return true;
            });
            task.enter(Phase.PACKING);
            var bigFiles = bigFiles(hold.isNeeded());
            if (!hold.isNeeded()) {
                new Packing(backup, tools, bigFiles, Announcements.immediate(task), false).run();
                return bigFiles;
            }
            try (var announcements = new HeldAnnouncements(backup)) {
                new Packing(backup, tools, bigFiles, announcements, false).run();
                announcements.recordPacked();
                hold.end();
                task.enter(Phase.PACKING);
                announcements.announceAll();
            }
            return bigFiles;
        }
    }

    /** What follows when everything is packed: waits for the client, announces again what changed, and delivers the index. */
    private void finish(BigFiles bigFiles) throws IOException, InterruptedException, BundleFailedException {
        deliver(bigFiles);
        if (!task.snapshot().counts().indexAnnounced()) {
            task.enter(Phase.PACKING);
            task.emitReport();
            task.announce(writeIndex());
            deliver(bigFiles);
        }
    }

    private DeliveredFile writeIndex() throws IOException, InterruptedException {
        return PlatformThreads.call("index-" + backup.bundle(), new Index(backup, tools.mapper())::write);
    }

    /** Until every announced file is closed: waits for the client, and announces anew what changed before it was closed. */
    private void deliver(BigFiles bigFiles) throws IOException, InterruptedException, BundleFailedException {
        while (true) {
            task.enter(Phase.WAITING_FOR_CLIENT);
            task.awaitClient();
            var stale = task.staleFiles();
            if (stale.isEmpty()) {
                return;
            }
            task.enter(Phase.PACKING);
            for (var entry : stale) {
                switch (entry.file().kind()) {
                    case FILE -> bigFiles.announceAnew(entry);
                    case PART ->
                        task.reannounce(packAgain(bigFiles, entry.file().uri()));
                    case INDEX -> task.reannounce(writeIndex());
                }
            }
        }
    }

    /** Packs a damaged part again; what could not be taken into it is reported once. */
    private DeliveredFile packAgain(BigFiles bigFiles, String uri)
            throws IOException, InterruptedException, BundleFailedException {
        staged.clear(uri);
        var part = part(uri);
        tools.staging().reserve(backup.id(), uri, part.sizeEstimate());
        var packing = new Packing(backup, tools, bigFiles, Announcements.immediate(task), true);
        var packed = tools.workers().call(() -> UnitResult.produce(failures -> packing.pack(part, failures)));
        packing.flush(packed);
        for (var failed : packed.failures()) {
            if (!task.hasFailed(failed.path())) {
                task.fileFailed(failed.path(), ErrorCode.IO_ERROR, failed.reason());
            }
        }
        return Objects.requireNonNull(packed.file());
    }

    private PackUnit.Part part(String uri) throws IOException {
        try (var plan = new PackPlan.Reader(staged.scanned().plan())) {
            for (var unit = plan.next(); unit != null; unit = plan.next()) {
                if (unit instanceof PackUnit.Part part && part.uri().equals(uri)) {
                    return part;
                }
            }
        }
        throw new IOException("the plan has no part " + uri);
    }
}
