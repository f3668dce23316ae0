package io.bundlebackup.backup;

import io.bundlebackup.bundle.Extension;
import io.bundlebackup.bundle.Extension.Scenario;
import io.bundlebackup.bundle.command.ExtensionCall;
import io.bundlebackup.bundle.command.ExtensionFailedException;
import io.bundlebackup.bundle.command.ExtensionListener;
import io.bundlebackup.bundle.command.ExtensionRunner;
import io.bundlebackup.bundle.command.TimeLimit;
import io.bundlebackup.session.state.Phase;
import io.bundlebackup.session.state.SessionType;
import io.bundlebackup.session.work.BundleFailedException;
import io.bundlebackup.session.work.BundleTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The time from {@code onBackup} to {@code onBackupEnd}, in which the application keeps its tree as the backup is to find it. It ends
 * when nothing more is read from the tree, and in any case when this is closed. A file on disk says that it lasts: what a restart finds
 * there is half a backup. Used by the bundle's thread; does nothing for an application that has neither command.
 */
final class ApplicationHold implements AutoCloseable {
    /** For {@code onBackupEnd} when the bundle is to end. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final BundleTask task;
    private final SessionType type;
    private final ExtensionRunner runner;
    private final Path mark;
    private final Extension extension;
    private final ExtensionListener listener;
    private boolean lasts;

    /**
     * @param type of the session
     * @param mark there as long as it lasts
     */
    ApplicationHold(BundleTask task, SessionType type, ExtensionRunner runner, Path mark) {
        this.task = task;
        this.type = type;
        this.runner = runner;
        this.mark = mark;
        this.extension = task.bundle().requireApplication().extension();
        this.listener = new ExtensionListener() {
            @Override
            public void progress(List<Map<String, Object>> progressInfo) {
                task.emitProgress(progressInfo);
            }

            @Override
            public void result(List<Map<String, Object>> resultInfo) {
                task.addResult(resultInfo);
            }
        };
    }

    /** Whether the application waits for the backup at all. */
    boolean isNeeded() {
        return extension.holdsApplication();
    }

    /**
     * Runs {@code onBackup}, in the phase that the bundle begins with, and enters the next.
     *
     * @throws BundleFailedException if it failed; if anything of it ran, {@code onBackupEnd} runs all the same
     */
    void begin() throws IOException, InterruptedException, BundleFailedException {
        if (!isNeeded()) {
            return;
        }
        Files.createFile(mark);
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
    void end() throws IOException, InterruptedException {
        if (lasts && extension.has(Scenario.ON_BACKUP_END)) {
            task.enter(Phase.EXTENSION);
        }
        release(TimeLimit.untilInterruptedAnd(GRACE));
    }

    /** If it still lasts, the backup did not come to its end: the application may go on, and has a bounded time for it. */
    @Override
    public void close() throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            release(TimeLimit.inAnyCase(GRACE));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void release(TimeLimit limit) throws IOException {
        if (!lasts) {
            return;
        }
        lasts = false;
        try {
            runner.run(call(Scenario.ON_BACKUP_END), limit, listener);
        } catch (ExtensionFailedException e) {
            task.extensionFailed(e.failure());
        } catch (InterruptedException e) {
            // It had come to its end, and was about to say its last words.
            Thread.currentThread().interrupt();
        }
        Files.deleteIfExists(mark);
    }

    private ExtensionCall call(Scenario scenario) {
        var words = task.clientWords();
        var session = new ExtensionCall.Session(task.id().sessionId(), type.wire(), words.parameters(), words.info());
        return new ExtensionCall(task.bundle(), scenario, task.bundle().directory(), session);
    }
}
