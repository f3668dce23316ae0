package io.bundlebackup.backup;

import io.bundlebackup.archive.BigFile;
import io.bundlebackup.archive.Digests;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.session.BundleTask;
import io.bundlebackup.session.DeliveredFile;
import io.bundlebackup.session.FileEntry;
import io.bundlebackup.session.FileKind;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Optional;

/** Announcing big files, which are read where they lie and may change until they are closed. */
final class BigFiles {
    /** How often a file that changes is announced before it is given up. */
    private static final int ANNOUNCEMENTS = 5;

    private BigFiles() {}

    static DeliveredFile delivered(BigFile big) {
        var entry = big.entry();
        var manifest = HexFormat.of().formatHex(Digests.sha256().digest(big.manifest()));
        return new DeliveredFile(
                entry.fileName(),
                FileKind.FILE,
                entry.size(),
                String.valueOf(entry.sha256()),
                manifest,
                1,
                entry.size(),
                big.format());
    }

    /** Digests a file that changed after it was announced and announces it again, or gives it up and says so. */
    static void announceAnew(BundleTask task, Directory root, FileEntry stale)
            throws IOException, InterruptedException {
        var before = BigFile.parse(String.valueOf(stale.file().origin()));
        var now = stale.announcements() < ANNOUNCEMENTS ? again(before, root) : Optional.<BigFile>empty();
        if (now.isPresent()) {
            task.announceAnew(delivered(now.get()));
            return;
        }
        var path = before.entry().path().encoded();
        var reason = "it kept changing, or is gone, and was given up";
        task.giveUp(
                stale.file(),
                new Failure(
                        ErrorCode.IO_ERROR.number(),
                        path + ": " + reason,
                        path,
                        stale.file().uri()));
        task.failed(path, ErrorCode.IO_ERROR, reason);
    }

    private static Optional<BigFile> again(BigFile before, Directory root) throws IOException, InterruptedException {
        try {
            return before.again(root);
        } catch (PosixException e) {
            if (e.isExhausted()) {
                throw e;
            }
            return Optional.empty();
        }
    }
}
