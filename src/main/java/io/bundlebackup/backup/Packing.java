package io.bundlebackup.backup;

import io.bundlebackup.archive.BigFile;
import io.bundlebackup.archive.FailedEntries;
import io.bundlebackup.archive.PackPlan;
import io.bundlebackup.archive.PackUnit;
import io.bundlebackup.archive.PartPacker;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.session.BundleFailedException;
import io.bundlebackup.session.BundleTask;
import io.bundlebackup.session.DeliveredFile;
import io.bundlebackup.session.FileKind;
import io.bundlebackup.session.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Makes every file of a plan and announces it, in the plan's order. A few are made ahead by the workers while the client already
 * fetches; how many are staged at once the {@link Staging} says. Used once, by the bundle's thread.
 */
final class Packing {
    /** Failures of one part are told when the part is announced; more than it has entries there cannot be. */
    private record Failed(String path, String reason) {}

    private record Made(@Nullable DeliveredFile file, List<Failed> failures) {}

    private final BundleTask task;
    private final Directory root;
    private final Staging staging;
    private final StagedBundle staged;
    private final Workers workers;
    private final long bigFile;
    private final ManifestHeader header;
    private final ArrayDeque<Workers.Job<Made>> underWay = new ArrayDeque<>();

    Packing(
            BundleTask task,
            Directory root,
            Staging staging,
            StagedBundle staged,
            Workers workers,
            long bigFile,
            ManifestHeader header) {
        this.task = task;
        this.root = root;
        this.staging = staging;
        this.staged = staged;
        this.workers = workers;
        this.bigFile = bigFile;
        this.header = header;
    }

    void run() throws IOException, InterruptedException, BundleFailedException {
        try (var plan = new PackPlan.Reader(staged.plan())) {
            for (var unit = plan.next(); unit != null; unit = plan.next()) {
                if (unit instanceof PackUnit.Part part) {
                    reserve(part);
                }
                var next = unit;
                underWay.addLast(workers.submit(() -> make(next)));
                if (underWay.size() >= workers.count()) {
                    announceFirst();
                }
            }
            while (!underWay.isEmpty()) {
                announceFirst();
            }
        } finally {
            // Whatever ended this, nobody may still write where the staging directory is about to be removed.
            underWay.forEach(Workers.Job::stop);
        }
    }

    /** Room for one more part; without any, what is under way is announced first, and then the bundle waits for clients. */
    private void reserve(PackUnit.Part part) throws IOException, InterruptedException, BundleFailedException {
        while (!staging.tryReserve(task.sessionId(), task.bundle().name(), part.uri(), part.sizeEstimate())) {
            if (underWay.isEmpty()) {
                task.enter(Phase.WAITING_FOR_CLIENT);
                staging.reserve(task.sessionId(), task.bundle().name(), part.uri(), part.sizeEstimate());
                task.enter(Phase.PACKING);
                return;
            }
            announceFirst();
        }
    }

    private void announceFirst() throws IOException, InterruptedException, BundleFailedException {
        var made = result(underWay.getFirst());
        underWay.removeFirst();
        for (var failed : made.failures) {
            task.failed(failed.path, ErrorCode.IO_ERROR, failed.reason);
        }
        if (made.file != null) {
            task.announce(made.file);
        }
    }

    private static Made result(Workers.Job<Made> job) throws IOException, InterruptedException, BundleFailedException {
        try {
            return job.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException io -> throw io;
                case InterruptedException interrupted -> throw interrupted;
                case RuntimeException unchecked -> throw unchecked;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    private Made make(PackUnit unit) throws IOException, InterruptedException {
        var failures = new ArrayList<Failed>();
        var file = switch (unit) {
            case PackUnit.Part part -> pack(part, failures);
            case PackUnit.BigFile big -> digest(big, failures);
        };
        return new Made(file, failures);
    }

    private DeliveredFile pack(PackUnit.Part part, List<Failed> failures) throws IOException, InterruptedException {
        var partial = staged.partial(part.uri());
        var packer = new PartPacker(
                root, staged.scan(), bigFile, header, (path, reason) -> failures.add(new Failed(path, reason)));
        var packed = packer.pack(part, partial, staged.manifest(part.uri()));
        Files.move(partial, staged.file(part.uri()));
        staging.settle(task.sessionId(), task.bundle().name(), part.uri(), packed.size());
        return new DeliveredFile(
                part.uri(),
                FileKind.PART,
                packed.size(),
                packed.sha256(),
                packed.manifestSha256(),
                packed.files(),
                packed.bytes(),
                null);
    }

    private @Nullable DeliveredFile digest(PackUnit.BigFile unit, List<Failed> failures)
            throws IOException, InterruptedException {
        try {
            var big = BigFile.digest(root, staged.scan(), unit, header);
            if (big.isPresent()) {
                return BigFiles.delivered(big.get());
            }
            failures.add(new Failed(path(unit), "it kept changing while it was read"));
        } catch (PosixException e) {
            if (e.isExhausted()) {
                throw e;
            }
            failures.add(new Failed(path(unit), FailedEntries.reason(e)));
        }
        return null;
    }

    private String path(PackUnit.BigFile unit) throws IOException {
        return BigFile.path(staged.scan(), unit).encoded();
    }
}
