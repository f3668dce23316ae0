package io.bundlebackup.backup;

import io.bundlebackup.bundle.Extension;
import io.bundlebackup.bundle.Extension.Scenario;
import io.bundlebackup.bundle.command.ExtensionCall;
import io.bundlebackup.bundle.command.ExtensionFailedException;
import io.bundlebackup.bundle.command.ExtensionListener;
import io.bundlebackup.bundle.command.ExtensionRunner;
import io.bundlebackup.bundle.command.TimeLimit;
import io.bundlebackup.posix.Flushing;
import io.bundlebackup.session.state.ApplicationResult;
import io.bundlebackup.session.state.Phase;
import io.bundlebackup.session.state.SessionType;
import io.bundlebackup.session.work.BundleFailedException;
import io.bundlebackup.session.work.BundleTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * The time from {@code onBackup} to {@code onBackupEnd}, in which the application keeps its tree as the backup is to find it. It ends
 * when nothing more is read from the tree, and in any case when this is closed. A mark on disk ({@link HeldApplication}) says that the hold
 * lasts, so that a start of the service lets the application go. Used by the bundle's thread; does nothing for an application that has neither command.
 */
public final class ApplicationHold implements AutoCloseable {
    /** For {@code onBackupEnd} when the bundle is to end. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private static final JsonMapper JSON = JsonMapper.shared();

    private final BundleTask task;
    private final SessionType type;
    private final ExtensionRunner runner;
    private final StagedBundle staged;
    private final Extension extension;
    private final ExtensionListener listener;
    private boolean lasts;

    /**
     * @param type of the session
     * @param staged has a mark as long as the hold lasts
     */
    public ApplicationHold(BundleTask task, SessionType type, ExtensionRunner runner, StagedBundle staged) {
        this.task = task;
        this.type = type;
        this.runner = runner;
        this.staged = staged;
        this.extension = task.bundle().requireApplication().extension();
        this.listener = new ExtensionListener(task::emitProgress, task::addResult);
    }

    /** Whether the application waits for the backup at all. */
    public boolean isNeeded() {
        return extension.holdsApplication();
    }

    /**
     * Runs {@code onBackup}, in the phase that the bundle begins with, and enters the next.
     *
     * @throws BundleFailedException if it failed; if anything of it ran, {@code onBackupEnd} runs all the same
     */
    public void begin() throws IOException, InterruptedException, BundleFailedException {
        if (!isNeeded()) {
            return;
        }
        HeldApplication.of(call(Scenario.ON_BACKUP_END)).write(staged);
        lasts = true;
        try {
            runner.run(call(Scenario.ON_BACKUP), TimeLimit.untilInterrupted(), listener);
        } catch (ExtensionFailedException e) {
            lasts = e.started();
            throw new BundleFailedException(e.failure(), e);
        }
        if (extension.has(Scenario.ON_BACKUP)) {
            task.enter(Phase.SCANNING);
        }
    }

    /** Nothing more is read from the tree: the application may go on. */
    public void end() throws IOException, InterruptedException {
        if (lasts && extension.has(Scenario.ON_BACKUP_END)) {
            task.enter(Phase.EXTENSION);
        }
        if (release(TimeLimit.untilInterruptedAnd(GRACE))) {
            Flushing.write(staged.results(), JSON.writeValueAsBytes(task.applicationResult()));
            Files.deleteIfExists(staged.held());
            Flushing.directory(staged.directory());
        }
    }

    /** What the application had said for the report when it was let go, if the backup held it. */
    static Optional<ApplicationResult> results(StagedBundle staged) throws IOException {
        try {
            return Optional.of(StagedRecords.read(staged.results(), ApplicationResult.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** If it still lasts, the backup did not come to its end: the application may go on, and has a bounded time for it. */
    @Override
    public void close() throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            if (release(TimeLimit.inAnyCase(GRACE))) {
                HeldApplication.markLetGo(staged);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Lets the application go, if the hold lasts; returns whether it lasted. */
    private boolean release(TimeLimit limit) throws IOException {
        if (!lasts) {
            return false;
        }
        lasts = false;
        try {
            runner.run(call(Scenario.ON_BACKUP_END), limit, listener);
        } catch (ExtensionFailedException e) {
            task.extensionFailed(e.failure());
        } catch (InterruptedException e) {
            // The command had time to come to its end.
            Thread.currentThread().interrupt();
        }
        return true;
    }

    private ExtensionCall call(Scenario scenario) {
        var words = task.clientWords();
        var session = new ExtensionCall.Session(task.id().sessionId(), type.wire(), words.parameters(), words.info());
        return ExtensionCall.of(task.bundle(), scenario, task.bundle().directory(), session);
    }
}
