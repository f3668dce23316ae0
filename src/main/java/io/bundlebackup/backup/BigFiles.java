package io.bundlebackup.backup;

import io.bundlebackup.archive.pack.BigFile;
import io.bundlebackup.archive.pack.BigFileLinks;
import io.bundlebackup.archive.pack.SkippedFileException;
import io.bundlebackup.archive.scan.PackUnit;
import io.bundlebackup.archive.tree.Digests;
import io.bundlebackup.archive.tree.FailedEntries;
import io.bundlebackup.archive.tree.Workers;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.Flushing;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.session.state.DeliveredFile;
import io.bundlebackup.session.state.FileEntry;
import io.bundlebackup.session.state.FileKind;
import io.bundlebackup.session.state.FileState;
import io.bundlebackup.session.work.BundleTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The big files of one backup. They are delivered from their places and may change until they are closed. If the application is held for
 * the backup, or declares that a file may change, the file is copied into the staging area instead. A file with several names is
 * delivered once, by its first, and its manifest lists them all. Digesting may go on in several threads, each with another file.
 */
final class BigFiles {
    /** How often a file that changes is announced before it is given up. */
    private static final int ANNOUNCEMENTS = 5;

    private final BundleTask task;
    private final Workers workers;
    private final Directory root;
    private final StagedBundle staged;
    private final long limit;
    private final ManifestHeader header;
    private final boolean copied;

    /**
     * @param limit files above so many bytes are big
     * @param copied whether they are copied into the staging area
     */
    BigFiles(Backup backup, Workers workers, long limit, boolean copied) {
        this.task = backup.task();
        this.workers = workers;
        this.root = backup.root();
        this.staged = backup.staged();
        this.limit = limit;
        this.header = backup.header();
        this.copied = copied;
    }

    /** Whether a file takes room in the staging area, as parts do. */
    boolean copied(PackUnit.BigFile unit) throws IOException {
        return copied || staged.scanned().lookUp(unit.at()).mayChange();
    }

    /** Whether a file was reported as one that could not be taken; {@code at} is its offset in the scan. */
    boolean hasFailed(long at) throws IOException {
        return task.hasFailed(staged.scanned().lookUp(at).path().encoded());
    }

    /** Removes what a killed service left of a file that was not announced. */
    void forget(PackUnit.BigFile unit) throws IOException, InterruptedException {
        staged.clear(unit.uri());
        if (unit.slot() != PackUnit.BigFile.SINGLE) {
            try (var names = new BigFileLinks(staged.scanned())) {
                names.release(unit.slot());
            }
        }
    }

    /** Digests a file as the scan found it; null, and the failure is told, if it cannot be had. */
    @Nullable
    DeliveredFile digest(PackUnit.BigFile unit, FailedEntries failures) throws IOException, InterruptedException {
        try {
            return delivered(read(unit, failures));
        } catch (SkippedFileException e) {
            failures.failed(path(unit), e.reason());
        } catch (PosixException e) {
            failures.failed(path(unit), FailedEntries.reason(e));
        }
        return null;
    }

    private BigFile read(PackUnit.BigFile unit, FailedEntries failures) throws IOException, InterruptedException {
        if (!copied(unit)) {
            return BigFile.digest(root, staged.scanned(), unit, header);
        }
        var partial = staged.partial(unit.uri());
        try {
            var big = BigFile.copy(root, staged.scanned(), unit, header, partial, failures);
            Flushing.file(partial);
            Files.move(partial, staged.file(unit.uri()), StandardCopyOption.REPLACE_EXISTING);
            Flushing.directory(staged.files());
            return big;
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    private String path(PackUnit.BigFile unit) throws IOException {
        return staged.scanned().lookUp(unit.at()).path().encoded();
    }

    private DeliveredFile delivered(BigFile big) throws IOException, InterruptedException {
        if (!big.hasHardLinks()) {
            return delivered(
                    big,
                    new BigFileLinks.Listed(
                            HexFormat.of().formatHex(Digests.sha256().digest(big.manifest())), 1));
        }
        var uri = big.entry().fileName();
        try (var names = new BigFileLinks(staged.scanned())) {
            var listed = names.list(big, root, limit, staged.partial(uri));
            Files.move(staged.partial(uri), staged.manifest(uri), StandardCopyOption.REPLACE_EXISTING);
            staged.flushManifest(uri);
            return delivered(big, listed);
        }
    }

    private static DeliveredFile delivered(BigFile big, BigFileLinks.Listed listed) {
        var entry = big.entry();
        return new DeliveredFile(
                entry.fileName(),
                FileKind.FILE,
                entry.size(),
                String.valueOf(entry.sha256()),
                listed.manifestSha256(),
                listed.names(),
                entry.size(),
                big.format());
    }

    /**
     * Digests a file that changed after it was announced and announces it again, or gives it up and says so. Names that it no longer
     * has are delivered by themselves.
     */
    void announceAnew(FileEntry stale) throws IOException, InterruptedException {
        var before = BigFile.parse(String.valueOf(stale.file().origin()));
        var now = stale.announcements() < ANNOUNCEMENTS ? again(before) : Optional.<BigFile>empty();
        if (now.isPresent()) {
            task.reannounce(delivered(now.get()));
        } else {
            giveUp(stale.file(), before);
        }
        if (before.hasHardLinks()) {
            deliverOthers(before);
        }
    }

    private void giveUp(DeliveredFile file, BigFile big) throws IOException, InterruptedException {
        if (big.hasHardLinks()) {
            try (var names = new BigFileLinks(staged.scanned())) {
                names.release(big.slot());
            }
        }
        var path = big.entry().path().encoded();
        var reason = "it kept changing, or is gone, and was given up";
        task.giveUp(file, new Failure(ErrorCode.IO_ERROR.number(), path + ": " + reason, path, file.uri()));
        task.fileFailed(path, ErrorCode.IO_ERROR, reason);
    }

    private void deliverOthers(BigFile big) throws IOException, InterruptedException {
        var announcements = Announcements.immediate(task);
        try (var names = new BigFileLinks(staged.scanned())) {
            for (var unit = names.nextSeparate(big, limit); unit.isPresent(); unit = names.nextSeparate(big, limit)) {
                var other = unit.get();
                workers.call(() -> UnitResult.produce(failures -> digest(other, failures)))
                        .report(task, announcements);
            }
        }
    }

    private Optional<BigFile> again(BigFile before) throws IOException, InterruptedException {
        try {
            return Optional.of(workers.call(() -> before.digestAgain(root)));
        } catch (SkippedFileException e) {
            return Optional.empty();
        } catch (PosixException e) {
            FailedEntries.requireResources(e);
            return Optional.empty();
        }
    }

    /** What was announced of a big file, unless it was given up. */
    static Optional<BigFile> announced(BundleTask task, String uri) {
        return task.deliveredFile(uri)
                .filter(entry -> entry.state() != FileState.GIVEN_UP)
                .map(entry -> BigFile.parse(String.valueOf(entry.file().origin())));
    }
}
