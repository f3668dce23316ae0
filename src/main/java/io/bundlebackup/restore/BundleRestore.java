package io.bundlebackup.restore;

import io.bundlebackup.archive.tree.PlatformThreads;
import io.bundlebackup.bundle.Extension.Scenario;
import io.bundlebackup.bundle.command.ExtensionCall;
import io.bundlebackup.bundle.command.ExtensionFailedException;
import io.bundlebackup.bundle.command.ExtensionListener;
import io.bundlebackup.bundle.command.ExtensionRunner;
import io.bundlebackup.bundle.command.TimeLimit;
import io.bundlebackup.restore.exchange.Cutover;
import io.bundlebackup.restore.exchange.DataLocation;
import io.bundlebackup.restore.exchange.PreviousStates;
import io.bundlebackup.restore.exchange.WorkDirectory;
import io.bundlebackup.restore.tree.RestoreFailures;
import io.bundlebackup.restore.tree.TreeFill;
import io.bundlebackup.restore.tree.TreeRestorer;
import io.bundlebackup.restore.tree.TreeTools;
import io.bundlebackup.session.state.Phase;
import io.bundlebackup.session.state.Publication;
import io.bundlebackup.session.state.SessionType;
import io.bundlebackup.session.work.BundleFailedException;
import io.bundlebackup.session.work.BundleTask;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One bundle of a restore session, from begin to end (`docs/semantics.md`): after the publication it makes a new tree beside the data of
 * the uploads, verifies the tree, runs the application's command on it, and exchanges it for the present one. Until the exchange the
 * application's data is not changed; from then on the bundle completes, even if the process is killed. Used by the bundle's thread, but for
 * {@link #changed}.
 */
final class BundleRestore {
    private static final Logger log = LoggerFactory.getLogger(BundleRestore.class);

    private final BundleTask task;
    private final PreviousStates previous;
    private final ExtensionRunner extensions;
    private final String sessionId;
    private final String name;
    private final TreeRestorer trees;
    private final UploadCount uploads;

    BundleRestore(BundleTask task, PreviousStates previous, ExtensionRunner extensions, TreeTools tools) {
        this.task = task;
        this.previous = previous;
        this.extensions = extensions;
        this.sessionId = task.id().sessionId();
        this.name = task.id().name();
        this.trees = new TreeRestorer(task, tools);
        this.uploads = new UploadCount(name, trees::countUploads);
    }

    /** An upload or a manifest is complete, was replaced or deleted. Thread-safe; does not wait. */
    void changed() {
        uploads.changed();
    }

    void run() throws InterruptedException, BundleFailedException {
        var location = DataLocation.of(task.bundle());
        boolean made = false;
        boolean complete = false;
        try {
            made = location.makeData();
            run(location);
            complete = true;
        } catch (IOException e) {
            throw new BundleFailedException(RestoreFailures.of(e, task.bundle().name(), trees::index), e);
        } finally {
            if (made && !complete) {
                removeData(location);
            }
        }
    }

    private void removeData(DataLocation location) {
        try {
            location.removeEmptyData();
        } catch (IOException e) {
            log.warn("The data directory that was made for {} could not be removed: {}", name, e.getMessage());
        }
    }

    private void run(DataLocation location) throws IOException, InterruptedException, BundleFailedException {
        try (var work = WorkDirectory.open(location)) {
            var cutover = previous.cutover(work, sessionId);
            if (task.snapshot().publication() == Publication.PLACED) {
                if (cutover.tookPlace()) {
                    complete();
                    return;
                }
                task.restore().revertCutover();
            }
            requireRestorable();
            try {
                cutover.settleAll();
                restore(work, cutover);
            } finally {
                uploads.close();
                drop(cutover);
            }
        }
    }

    /** Checked before the append too, but the bundle may have changed while the service was stopped. */
    private void requireRestorable() throws BundleFailedException {
        var refusal = task.bundle().restoreRefusal();
        if (refusal != null) {
            throw new BundleFailedException(refusal, new IOException(refusal.message()));
        }
    }

    /** A failure here does not change how the bundle ended. */
    private void drop(Cutover cutover) {
        try {
            cutover.discard();
        } catch (IOException e) {
            log.warn("A new state of {} could not be removed; it takes up space: {}", name, e.getMessage());
        }
    }

    private void restore(WorkDirectory work, Cutover cutover)
            throws IOException, InterruptedException, BundleFailedException {
        uploads.begin();
        while (true) {
            var publication = task.restore().awaitPublication();
            task.enter(Phase.VERIFYING);
            try (var fill = PlatformThreads.call("restore-" + name, () -> trees.verified(work, publication))) {
                if (fill == null) {
                    trees.discard(work);
                    continue;
                }
                prepare(work, fill);
                PlatformThreads.call("restore-" + name, () -> {
                    cutover.commit(fill.state(), task.restore()::commitCutover);
                    return true;
                });
                complete();
                return;
            }
        }
    }

    /** Runs the application's command on the new tree, and makes the tree durable. */
    private void prepare(WorkDirectory work, TreeFill fill)
            throws IOException, InterruptedException, BundleFailedException {
        if (task.bundle().requireApplication().extension().has(Scenario.ON_RESTORE)) {
            task.enter(Phase.EXTENSION);
            runExtension(work.location().treePath(WorkDirectory.NEW + sessionId));
        }
        task.enter(Phase.APPLYING);
        PlatformThreads.call("restore-" + name, () -> {
            fill.tree().syncFileSystem();
            return true;
        });
    }

    /** @throws BundleFailedException if the command failed: nothing is exchanged then */
    private void runExtension(Path tree) throws InterruptedException, BundleFailedException {
        var words = task.clientWords();
        var session = new ExtensionCall.Session(
                task.id().sessionId(), SessionType.RESTORE.wire(), words.parameters(), words.info());
        try {
            extensions.run(
                    ExtensionCall.of(task.bundle(), Scenario.ON_RESTORE, tree, session),
                    TimeLimit.untilInterrupted(),
                    new ExtensionListener(task::emitProgress, task::addResult));
        } catch (ExtensionFailedException e) {
            throw new BundleFailedException(e.failure(), e);
        }
    }

    /** Reports the completion. If that fails, the bundle is complete all the same; its end reports it again. */
    private void complete() {
        try {
            task.emitReport();
        } catch (RuntimeException e) {
            log.error("The report of {} could not be recorded: {}", name, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
