package io.bundlebackup.restore;

import io.bundlebackup.archive.InvalidUploadException;
import io.bundlebackup.archive.TreeBuilder;
import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.Extension.Scenario;
import io.bundlebackup.bundle.ExtensionCall;
import io.bundlebackup.bundle.ExtensionFailedException;
import io.bundlebackup.bundle.ExtensionListener;
import io.bundlebackup.bundle.Patience;
import io.bundlebackup.manifest.InvalidManifestException;
import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.session.BundleFailedException;
import io.bundlebackup.session.BundleTask;
import io.bundlebackup.session.Phase;
import io.bundlebackup.session.Publication;
import io.bundlebackup.session.SessionType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One bundle of a restore session, from begin to end (semantics §8): unpacks what arrives into a new tree beside the data, verifies all of
 * it once it is published, has the application look at it, and exchanges it for the present one. Until the exchange nothing of the
 * application's data is touched; from then on the bundle completes, whatever happens to the process. Used by the bundle's thread,
 * but for {@link #arrived}.
 */
final class BundleRestore {
    private final BundleTask task;
    private final RestoreWork.Parts parts;
    private final String sessionId;
    private final String name;
    private final EarlyFilling early;

    BundleRestore(BundleTask task, RestoreWork.Parts parts) {
        this.task = task;
        this.parts = parts;
        this.sessionId = task.sessionId();
        this.name = task.snapshot().name();
        this.early = new EarlyFilling(this, task.restore(), "restore-" + name);
    }

    /** Something was uploaded. Thread-safe; does not wait. */
    void arrived() {
        early.arrived();
    }

    /** Something that was there is another, or gone. Thread-safe; does not wait. */
    void changed() {
        early.changed();
    }

    /** Says how much has been uploaded, as far as a manifest tells. */
    void countUploads() {
        parts.generations()
                .total(sessionId, name, true)
                .ifPresent(tally -> parts.restores().uploaded(sessionId, name, tally));
    }

    /** The newest generation whose manifest is there. */
    @Nullable
    Generation newest() {
        return parts.generations().newest(sessionId, name).orElse(null);
    }

    void carryOut() throws InterruptedException, BundleFailedException {
        try (var work = WorkDirectory.open(Place.of(task.bundle()))) {
            var placement = new Placement(work, Exchange.of(work.place()), sessionId, parts.previous()::replaced);
            if (task.snapshot().publication() == Publication.PLACED && placement.tookPlace()) {
                complete();
                return;
            }
            try {
                OwnThread.carryOut("restore-" + name, () -> {
                    placement.clear();
                    return true;
                });
                restore(work, placement);
            } finally {
                early.close();
                placement.drop();
            }
        } catch (IOException e) {
            throw new BundleFailedException(failure(e), e);
        }
    }

    private void restore(WorkDirectory work, Placement placement)
            throws IOException, InterruptedException, BundleFailedException {
        while (true) {
            early.begin(work);
            var publication = task.restore().awaitPublication();
            task.enter(Phase.VERIFYING);
            try (var filling = OwnThread.carryOut("restore-" + name, () -> verified(work, publication))) {
                if (filling == null) {
                    work.putAside(WorkDirectory.NEW + sessionId);
                    continue;
                }
                prepare(work, filling);
                placement.place(filling.state(), task.restore()::place);
                complete();
                return;
            }
        }
    }

    /** The whole new tree, verified; null after a dry run. */
    private @Nullable Filling verified(WorkDirectory work, Publication publication)
            throws IOException, InterruptedException {
        var filling = early.take();
        try {
            if (filling == null) {
                filling = begin(work, plan(work));
            }
            finish(work, filling);
            if (publication != Publication.DRY_RUN) {
                return filling;
            }
            try (var manifest = filling.plan().manifest().reader();
                    var present = work.place().openData()) {
                Preview.tell(manifest, present, kept(), task.restore());
            }
            filling.close();
            return null;
        } catch (IOException | InterruptedException | RuntimeException e) {
            if (filling != null) {
                filling.close();
            }
            throw e;
        }
    }

    private Plan plan(WorkDirectory work) throws IOException, InterruptedException {
        var newest = newest();
        return newest != null
                ? Plans.of(newest, work)
                : Plans.ofTars(parts.uploads(), sessionId, name, parts.limits(), work);
    }

    /** Takes what was filled in early off the disk, which may be full with it. */
    void discardEarly(WorkDirectory work) throws IOException, InterruptedException {
        work.putAside(WorkDirectory.NEW + sessionId);
        work.sweep();
    }

    /** An empty new tree to fill. */
    Filling begin(WorkDirectory work, Plan plan) throws IOException, InterruptedException {
        // What an earlier attempt left may be what fills the disk.
        discardEarly(work);
        boolean untouched = !task.bundle().requireApplication().extension().has(Scenario.ON_RESTORE);
        requireRoom(work, plan, untouched);
        return new Filling(
                work.create(sessionId),
                plan,
                parts.uploads(),
                parts.workers(),
                sessionId,
                name,
                parts.limits(),
                // A command may write to what it finds, and what was published has to be there to begin again with.
                untouched);
    }

    /** Says beforehand what is sure to fail; where uploads can become files of the tree, nothing is. */
    private void requireRoom(WorkDirectory work, Plan plan, boolean mayShare) throws IOException {
        try (var uploads = Directory.open(parts.uploads().directory(sessionId, name))) {
            if (mayShare && uploads.stat().device() == work.directory().stat().device()) {
                return;
            }
        }
        long free = Files.getFileStore(work.place().data()).getUsableSpace();
        if (plan.manifest().treeBytes() > free) {
            throw new NoRoomException(plan.manifest().treeBytes(), free);
        }
    }

    private void finish(WorkDirectory work, Filling filling) throws IOException, InterruptedException {
        var generation = filling.plan().generation();
        if (generation != null) {
            IndexCheck.requireAgreement(parts.uploads(), sessionId, name, generation.index());
        }
        var manifest = filling.plan().manifest();
        task.scanned(manifest.files(), manifest.bytes());
        var told = filling.told();
        told.keptOut = (path, reason) -> task.remark(path, ErrorCode.IO_ERROR, reason);
        filling.fill(() -> {
            task.restore().applied(Math.min(told.files.sum(), manifest.files()), told.bytes.sum());
            return true;
        });
        var kept = kept();
        try (var present = work.place().openData()) {
            if (kept.isNothing()) {
                filling.builder().finish(null);
            } else {
                try (var scratch = scratch(filling)) {
                    filling.builder().finish(new TreeBuilder.Kept(present, kept, scratch));
                }
            }
            if (!lists(filling.plan(), RawPath.ROOT)) {
                RootAttributes.of(present).giveTo(filling.tree());
            }
        }
        task.restore().applied(manifest.files(), manifest.bytes());
        var owners = told.owners;
        if (owners != null) {
            task.failed(
                    owners.first().encoded(),
                    ErrorCode.NOT_PERMITTED,
                    "its owner, and that of " + (owners.entries() - 1)
                            + " others, could not be set: the service has not the right to");
        }
    }

    private static boolean lists(Plan plan, RawPath path) throws IOException {
        try (var lines = plan.manifest().cursor()) {
            return lines.find(path) != null;
        }
    }

    private static Directory scratch(Filling filling) throws IOException {
        filling.state().changes().makeDirectory(Place.bytes("scratch"));
        return filling.state().openDirectory(Place.bytes("scratch"));
    }

    private KeptPaths kept() {
        return new KeptPaths(
                task.bundle().selection(), task.snapshot().restoring().mode());
    }

    /** The application looks at what it gets, and all of that becomes durable as a whole. */
    private void prepare(WorkDirectory work, Filling filling)
            throws IOException, InterruptedException, BundleFailedException {
        if (task.bundle().requireApplication().extension().has(Scenario.ON_RESTORE)) {
            task.enter(Phase.EXTENSION);
            onRestore(treePath(work.place()));
        }
        task.enter(Phase.APPLYING);
        OwnThread.carryOut("restore-" + name, () -> {
            filling.tree().syncFileSystem();
            return true;
        });
    }

    private Path treePath(Place place) {
        var around = place.mount() ? place.data() : place.data().getParent();
        return Path.of(
                String.valueOf(around),
                Bundle.WORK_DIRECTORY,
                place.name(),
                WorkDirectory.NEW + sessionId,
                Exchange.TREE);
    }

    private void onRestore(Path tree) throws InterruptedException, BundleFailedException {
        var appended = task.snapshot().appended();
        var asked =
                new ExtensionCall.Asked(sessionId, SessionType.RESTORE.wire(), appended.parameters(), appended.info());
        try {
            parts.extensions()
                    .run(
                            new ExtensionCall(task.bundle(), Scenario.ON_RESTORE, tree, asked),
                            Patience.untilInterrupted(),
                            new ExtensionListener() {
                                @Override
                                public void progress(List<Map<String, Object>> progressInfo) {
                                    task.progress(progressInfo);
                                }

                                @Override
                                public void result(List<Map<String, Object>> resultInfo) {
                                    task.result(resultInfo);
                                }
                            });
        } catch (ExtensionFailedException e) {
            throw new BundleFailedException(e.failure(), e);
        }
    }

    private void complete() throws InterruptedException {
        task.report();
    }

    private Failure failure(IOException e) {
        return switch (e) {
            case InvalidUploadException invalid ->
                new Failure(ErrorCode.INVALID_ARGUMENT.number(), sentence(e), invalid.path(), invalid.uri());
            case IndexCheck.DisagreeingIndexException invalid ->
                new Failure(ErrorCode.INVALID_ARGUMENT.number(), sentence(e), null, invalid.uri());
            case InvalidManifestException _ ->
                new Failure(
                        ErrorCode.INVALID_ARGUMENT.number(),
                        "The manifest is not valid; " + sentence(e),
                        null,
                        parts.generations()
                                .newest(sessionId, name)
                                .map(Generation::index)
                                .orElse(null));
            case NoRoomException full -> Failure.of(ErrorCode.NO_SPACE, sentence(full));
            default ->
                isFull(e)
                        ? Failure.of(
                                ErrorCode.NO_SPACE,
                                "The disk with the data of " + task.bundle().name() + " is full")
                        : Failure.of(
                                ErrorCode.IO_ERROR,
                                "The new state of " + task.bundle().name() + " could not be written or put in place");
        };
    }

    private static boolean isFull(IOException e) {
        return e instanceof PosixException posix
                ? posix.isFull()
                : String.valueOf(e.getMessage()).contains("No space left")
                        || String.valueOf(e.getMessage()).contains("quota exceeded");
    }

    private static String sentence(IOException e) {
        var message = String.valueOf(e.getMessage());
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }

    /** Known beforehand not to fit. */
    private static final class NoRoomException extends IOException {
        NoRoomException(long needed, long free) {
            super("The data needs " + needed + " bytes, and its disk has " + free + " left");
        }
    }
}
