package io.bundlebackup.restore.tree;

import io.bundlebackup.archive.tar.TarLimits;
import io.bundlebackup.archive.tree.ReservedName;
import io.bundlebackup.archive.unpack.InvalidUploadException;
import io.bundlebackup.archive.unpack.PreviousTree;
import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.Extension.Scenario;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.manifest.SelectedLines;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.FreeSpace;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.restore.exchange.DataLocation;
import io.bundlebackup.restore.exchange.RootAttributes;
import io.bundlebackup.restore.exchange.WorkDirectory;
import io.bundlebackup.restore.snapshot.StoredSnapshot;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.Publication;
import io.bundlebackup.session.state.SnapshotRef;
import io.bundlebackup.session.work.BundleTask;
import io.bundlebackup.upload.chain.Generation;
import io.bundlebackup.upload.chain.Generations;
import java.io.IOException;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/**
 * Makes the new tree of one bundle from its uploads or from a snapshot, verifies it, and for a dry run compares it with the present one. Every error is an
 * {@link IOException} that {@link RestoreFailures} describes.
 */
public final class TreeRestorer {
    private static final RawPath OWN = RawPath.of(Bundle.WORK_DIRECTORY);
    private static final String SCRATCH = "scratch";

    private final BundleTask task;
    private final TreeTools tools;
    private final BundleId id;

    public TreeRestorer(BundleTask task, TreeTools tools) {
        this.task = task;
        this.tools = tools;
        this.id = task.id();
    }

    /** Records how much of the newest manifest has been uploaded. */
    public void countUploads() {
        tools.generations().total(id, true).ifPresent(tally -> tools.restores().recordUploaded(id, tally));
    }

    /** The newest generation whose manifest is uploaded; see {@link Generations#newest}. */
    private @Nullable Generation newest() {
        return tools.generations().newest(id).orElse(null);
    }

    /** The index of the newest generation; null if there is none. */
    @Nullable
    public String index() {
        var newest = newest();
        return newest == null ? null : newest.index();
    }

    /** The whole new tree, verified; null after a dry run. */
    @Nullable
    public TreeFill verified(WorkDirectory work, Publication publication) throws IOException, InterruptedException {
        countUploads();
        var fill = begin(work, content(work));
        try {
            finish(work, fill);
            if (publication != Publication.DRY_RUN) {
                return fill;
            }
            preview(work, fill);
            fill.close();
            return null;
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            fill.close();
            throw e;
        }
    }

    private void preview(WorkDirectory work, TreeFill fill) throws IOException, InterruptedException {
        try (var lines = fill.lines();
                var present = work.location().openData()) {
            Preview.run(lines, present, kept(present), task.restore());
        }
    }

    private TreeContent content(WorkDirectory work) throws IOException, InterruptedException {
        var from = task.snapshot().fromSnapshot();
        return from == null ? new UploadedContent(plan(work), tools.uploads(), id, mayShare()) : content(open(from));
    }

    private StoredSnapshot open(SnapshotRef from) throws IOException {
        try {
            return tools.snapshots().open(from);
        } catch (ProblemException e) {
            throw RestoreFailures.noSnapshot(e);
        }
    }

    private TreeContent content(StoredSnapshot snapshot) throws IOException, InterruptedException {
        try {
            var paths = task.snapshot().restoring().paths();
            return new SnapshotContent(
                    snapshot, Plan.ofSnapshot(snapshot, tools.uploads().directory(id), paths));
        } catch (IOException | InterruptedException | RuntimeException e) {
            snapshot.close();
            throw e;
        }
    }

    private Plan plan(WorkDirectory work) throws IOException, InterruptedException {
        var newest = newest();
        return newest != null
                ? Plan.of(newest)
                : Plan.ofTars(
                        tools.uploads(),
                        id,
                        task.snapshot().restoring().paths(),
                        new TarLimits(tools.limits().entries(), room(work)));
    }

    /** Removes the new tree from the disk. */
    public void discard(WorkDirectory work) throws IOException {
        work.putAside(WorkDirectory.NEW + id.sessionId());
        var location = work.location();
        tools.removal().execute(() -> WorkDirectory.sweep(location));
    }

    /**
     * Begins an empty new tree. What was put aside is removed first: it may fill the disk, and its big files may be hard links of uploads,
     * which then could not become files of this tree.
     */
    private TreeFill begin(WorkDirectory work, TreeContent content) throws IOException, InterruptedException {
        try {
            work.putAside(WorkDirectory.NEW + id.sessionId());
            work.sweep();
            requireRoom(work, content.plan());
            requireNothingOfOurs(content.plan());
            return new TreeFill(work.create(id.sessionId()), content, task, tools);
        } catch (IOException | InterruptedException | RuntimeException e) {
            content.close();
            throw e;
        }
    }

    /** False if a command may write to the new tree: the uploads must stay unchanged for another attempt. */
    private boolean mayShare() {
        return !task.bundle().requireApplication().extension().has(Scenario.ON_RESTORE);
    }

    /**
     * Refuses a manifest with the service's own directory, which the service trusts in a data directory that is a mount point.
     */
    private static void requireNothingOfOurs(Plan plan) throws IOException {
        try (var lines = plan.manifest().reader()) {
            var entry = lines.next();
            while (entry != null && entry.path().compareTo(OWN) < 0) {
                entry = lines.next();
            }
            if (entry != null && (entry.path().equals(OWN) || entry.path().isUnder(OWN))) {
                throw new InvalidUploadException(
                        entry.fileName(), entry.path(), "has the name of the service's own directory");
            }
        }
    }

    /** Refuses data that is known not to fit. */
    private void requireRoom(WorkDirectory work, Plan plan) throws IOException {
        long needed = plan.manifest().treeBytes();
        long room = room(work);
        if (needed > room) {
            throw RestoreFailures.noRoom(needed, room);
        }
    }

    /** The free space, with the space of uploads that may become files of the tree. */
    private long room(WorkDirectory work) throws IOException {
        long room = FreeSpace.of(Files.getFileStore(work.location().data()));
        try (var uploads = Directory.open(tools.uploads().directory(id))) {
            if (mayShare() && uploads.stat().device() == work.directory().stat().device()) {
                room += tools.uploads().completeBytes(id);
            }
        } catch (PosixException e) {
            if (!e.isMissing()) {
                throw e;
            }
        }
        return room;
    }

    private void finish(WorkDirectory work, TreeFill fill) throws IOException, InterruptedException {
        var generation = fill.plan().generation();
        if (generation != null && !fill.isSalvaging()) {
            IndexCheck.requireAgreement(tools.uploads(), id, generation.index());
        }
        var manifest = fill.plan().manifest();
        task.recordTotals(manifest.files(), manifest.bytes());
        fill.fill(fill.report()::recordProgress);
        var paths = task.snapshot().restoring().paths();
        var selected = paths.isEmpty() ? null : new SelectedLines(paths);
        try (var present = work.location().openData()) {
            finish(fill, present, selected);
        }
        fill.report().finish(selected);
    }

    /** Completes the tree with what is kept of the present one. */
    private void finish(TreeFill fill, Directory present, @Nullable SelectedLines selected)
            throws IOException, InterruptedException {
        var kept = kept(present);
        if (kept.isNothing()) {
            fill.builder().finish(null);
        } else {
            try (var scratch = scratch(fill)) {
                fill.builder().finish(new PreviousTree(present, kept, scratch, selected));
            }
            fill.state().changes().removeDirectory(DataLocation.bytes(SCRATCH));
        }
        if (!listsRoot(fill.plan())) {
            RootAttributes.of(present).giveTo(fill.tree());
        }
    }

    private static boolean listsRoot(Plan plan) throws IOException {
        try (var lines = plan.manifest().cursor()) {
            return lines.find(RawPath.ROOT) != null;
        }
    }

    private static Directory scratch(TreeFill fill) throws IOException {
        fill.state().changes().makeDirectory(DataLocation.bytes(SCRATCH));
        return fill.state().openDirectory(DataLocation.bytes(SCRATCH));
    }

    private KeptPaths kept(Directory present) throws IOException {
        var reserved = ReservedName.in(
                present,
                DataLocation.WORK,
                DataLocation.bytes(task.bundle().bundleName().directoryName()));
        return new KeptPaths(
                task.bundle().selection(), task.snapshot().restoring().mode(), reserved);
    }
}
