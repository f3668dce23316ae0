package io.bundlebackup.backup;

import io.bundlebackup.archive.pack.BigFileLinks;
import io.bundlebackup.archive.pack.PartPacker;
import io.bundlebackup.archive.scan.PackPlan;
import io.bundlebackup.archive.scan.PackUnit;
import io.bundlebackup.archive.tree.FailedEntries;
import io.bundlebackup.archive.tree.PlatformThreads;
import io.bundlebackup.archive.tree.Workers;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.session.state.DeliveredFile;
import io.bundlebackup.session.state.FileKind;
import io.bundlebackup.session.state.Phase;
import io.bundlebackup.session.work.BundleFailedException;
import io.bundlebackup.session.work.BundleTask;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes every file of a plan and announces it, in the plan's order. Workers make a few files ahead while the client fetches others;
 * {@link Staging} limits how many are staged at once. Used once, by the bundle's thread.
 */
final class Packing {
    /** Parts of so many bytes are large. */
    private static final long LARGE = 1 << 20;

    /** A unit in progress. Whether a further name of a big file needs a job is known only when its turn comes. */
    private record UnderWay(PackUnit unit, Workers.@Nullable Job<UnitResult> job) {}

    private final Backup backup;
    private final BundleTask task;
    private final StagedBundle staged;
    private final BackupTools tools;
    private final Workers workers;
    private final BigFiles bigFiles;
    private final Announcements announcements;
    /** Goes on after a restart: some units are done already. */
    private final boolean resumed;

    private final ArrayDeque<UnderWay> underWay = new ArrayDeque<>();
    private long changed;
    private @Nullable String firstChanged;

    Packing(Backup backup, BackupTools tools, BigFiles bigFiles, Announcements announcements, boolean resumed) {
        this.backup = backup;
        this.task = backup.task();
        this.staged = backup.staged();
        this.tools = tools;
        this.workers = tools.workers();
        this.bigFiles = bigFiles;
        this.announcements = announcements;
        this.resumed = resumed;
    }

    void run() throws IOException, InterruptedException, BundleFailedException {
        try (var plan = new PackPlan.Reader(staged.scanned().plan())) {
            for (var unit = plan.next(); unit != null; unit = plan.next()) {
                if (resumed && isDone(unit)) {
                    continue;
                }
                underWay.addLast(begin(unit));
                if (underWay.size() >= workers.count()) {
                    announceFirst();
                }
            }
            while (!underWay.isEmpty()) {
                announceFirst();
            }
            remarkChanged();
        } finally {
            // No worker may still write when the staging directory is removed.
            underWay.stream().map(UnderWay::job).filter(Objects::nonNull).forEach(Workers.Job::stop);
        }
    }

    /** Whether a unit was announced, or reported as failed, before the restart. If not, what is left of the unit is removed. */
    private boolean isDone(PackUnit unit) throws IOException, InterruptedException {
        var done = switch (unit) {
            case PackUnit.Part part -> isAnnounced(part.uri());
            case PackUnit.BigFile big -> isAnnounced(big.uri()) || bigFiles.hasFailed(big.at());
            case PackUnit.HardLink further -> isAnnounced(further.uri()) || bigFiles.hasFailed(further.at());
        };
        if (!done) {
            task.enter(Phase.PACKING);
            switch (unit) {
                case PackUnit.Part part -> staged.clear(part.uri());
                case PackUnit.BigFile big -> bigFiles.forget(big);
                case PackUnit.HardLink further -> staged.clear(further.uri());
            }
        }
        return done;
    }

    private boolean isAnnounced(String uri) {
        return task.deliveredFile(uri).isPresent();
    }

    private UnderWay begin(PackUnit unit) throws IOException, InterruptedException, BundleFailedException {
        return new UnderWay(
                unit,
                switch (unit) {
                    case PackUnit.Part part -> {
                        reserve(part.uri(), part.sizeEstimate());
                        yield workers.submit(() -> UnitResult.produce(failures -> pack(part, failures)));
                    }
                    case PackUnit.BigFile big -> {
                        reserve(big);
                        yield submit(big);
                    }
                    case PackUnit.HardLink further -> null;
                });
    }

    private Workers.Job<UnitResult> submit(PackUnit.BigFile big) {
        return workers.submit(() -> UnitResult.produce(failures -> digest(big, failures)));
    }

    private @Nullable DeliveredFile digest(PackUnit.BigFile big, FailedEntries failures)
            throws IOException, InterruptedException {
        var file = bigFiles.digest(big, failures);
        if (!bigFiles.copied(big)) {
            return file;
        }
        if (file == null) {
            tools.staging().drop(backup.id(), big.uri());
        } else {
            tools.staging().settle(backup.id(), big.uri(), file.size());
        }
        return file;
    }

    private void reserve(PackUnit.BigFile big) throws IOException, InterruptedException, BundleFailedException {
        if (bigFiles.copied(big)) {
            reserve(big.uri(), big.bytes());
        }
    }

    /** Reserves space for one more file. Without space, units in progress are announced first, and then the bundle waits for clients. */
    private void reserve(String uri, long bytes) throws IOException, InterruptedException, BundleFailedException {
        while (!tools.staging().tryReserve(backup.id(), uri, bytes)) {
            if (underWay.isEmpty()) {
                announcements.announceAll();
                task.enter(Phase.WAITING_FOR_CLIENT);
                tools.staging().reserve(backup.id(), uri, bytes);
                task.enter(Phase.PACKING);
                return;
            }
            announceFirst();
        }
    }

    private void announceFirst() throws IOException, InterruptedException, BundleFailedException {
        var first = underWay.getFirst();
        if (first.job == null && first.unit instanceof PackUnit.HardLink further) {
            underWay.removeFirst();
            first = new UnderWay(further, alone(further));
            underWay.addFirst(first);
        }
        var made = first.job == null ? UnitResult.NOTHING : first.job.result();
        underWay.removeFirst();
        flush(made);
        made.report(task, announcements);
        changed += made.changed().size();
        firstChanged = firstChanged == null && !made.changed().isEmpty()
                ? made.changed().getFirst()
                : firstChanged;
    }

    /**
     * Flushes a large part; the workers pack the next units meanwhile. A disk flushes too slowly for hundreds of small parts a second, which
     * are soon packed again after a power cut.
     */
    void flush(UnitResult made) throws IOException, InterruptedException {
        var file = made.file();
        if (file != null && file.kind() == FileKind.PART && file.size() >= LARGE) {
            PlatformThreads.call("flush-" + backup.bundle(), () -> {
                staged.flush(file.uri());
                return true;
            });
        }
    }

    private void remarkChanged() throws InterruptedException {
        if (firstChanged != null) {
            var others = changed == 1 ? "" : " (so were " + (changed - 1) + " more)";
            task.remark(
                    firstChanged,
                    ErrorCode.IO_ERROR,
                    "it changed while it was read, and was taken as it was read" + others);
        }
    }

    /** The job for a further name that is not listed with its file, which was announced or has failed by now; null if there is none. */
    private Workers.@Nullable Job<UnitResult> alone(PackUnit.HardLink further)
            throws IOException, InterruptedException, BundleFailedException {
        Optional<PackUnit.BigFile> alone;
        try (var names = new BigFileLinks(staged.scanned())) {
            alone = resumed ? names.separateAgain(further) : names.separate(further);
        }
        if (alone.isEmpty()) {
            return null;
        }
        reserve(alone.get());
        return submit(alone.get());
    }

    DeliveredFile pack(PackUnit.Part part, FailedEntries failures) throws IOException, InterruptedException {
        var partial = staged.partial(part.uri());
        var packer =
                new PartPacker(backup.root(), staged.scanned(), tools.limits().bigFile(), backup.header(), failures);
        var packed = packer.pack(part, partial, staged.manifest(part.uri()));
        staged.complete(part.uri());
        tools.staging().settle(backup.id(), part.uri(), packed.size());
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
}
