package io.bundlebackup.bundle.command;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.Extension.Scenario;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Runs the command {@code getBackupInfo} of applications (OpenHarmony's {@code getBackupInfo}). Thread-safe. */
@Component
public class BackupInfo {
    private static final int AT_ONCE = 4;
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final ExtensionRunner runner;
    private final Duration limit;
    private final Semaphore turns = new Semaphore(AT_ONCE, true);

    @Autowired
    public BackupInfo(ExtensionRunner runner) {
        this(runner, LIMIT);
    }

    BackupInfo(ExtensionRunner runner, Duration limit) {
        this.runner = runner;
        this.limit = limit;
    }

    /**
     * The output of the application's command, at most 64 KiB; empty if the application has no such command.
     *
     * @throws ProblemException of the category {@code APPLICATION} if the command fails, {@code too-many-requests} if other
     *     commands take too long
     */
    public String read(Bundle bundle) {
        var call = ExtensionCall.of(bundle, Scenario.GET_BACKUP_INFO, bundle.directory(), null);
        if (call.command().isEmpty()) {
            return "";
        }
        try {
            if (!turns.tryAcquire(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ProblemException(
                        ProblemType.TOO_MANY_REQUESTS, "Too many getBackupInfo commands are running; try again later.");
            }
            try {
                return runner.runAndReadOutput(call, TimeLimit.atMost(limit));
            } finally {
                turns.release();
            }
        } catch (ExtensionFailedException e) {
            throw new ProblemException(type(e), e.getMessage() + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(ProblemType.NOT_AVAILABLE, "The service is stopping.", e);
        }
    }

    private static ProblemType type(ExtensionFailedException failure) {
        return switch (failure.code()) {
            case EXTENSION_NOT_STARTED -> ProblemType.EXTENSION_NOT_STARTED;
            case TIMED_OUT -> ProblemType.EXTENSION_TIMED_OUT;
            case EXTENSION_DIED -> ProblemType.EXTENSION_DIED;
            default -> ProblemType.EXTENSION_FAILED;
        };
    }
}
