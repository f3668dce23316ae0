package io.bundlebackup.backup;

import io.bundlebackup.bundle.command.ExtensionFailedException;
import io.bundlebackup.bundle.command.ExtensionListener;
import io.bundlebackup.bundle.command.ExtensionRunner;
import io.bundlebackup.bundle.command.TimeLimit;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the applications go that a killed service left held: at the start of the service, before any session goes on, {@code onBackupEnd} runs
 * for every mark. All run at the same time, each for at most ten seconds.
 */
final class HeldApplications {
    private static final Logger log = LoggerFactory.getLogger(HeldApplications.class);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final Path staging;
    private final ExtensionRunner runner;

    HeldApplications(Path staging, ExtensionRunner runner) {
        this.staging = staging;
        this.runner = runner;
    }

    void letGo() {
        runner.endLeftProcesses();
        var running = new ArrayList<Thread>();
        for (var staged : marked()) {
            running.add(Thread.ofVirtual().name("let-go").start(() -> letGo(staged)));
        }
        try {
            for (var thread : running) {
                thread.join();
            }
        } catch (InterruptedException e) {
            // The start is given up; the next start finds the marks that are left.
            Thread.currentThread().interrupt();
        }
    }

    private List<StagedBundle> marked() {
        var marked = new ArrayList<StagedBundle>();
        try (var directories = Files.newDirectoryStream(staging, Files::isDirectory)) {
            for (var directory : directories) {
                var staged = new StagedBundle(directory, "");
                if (Files.exists(staged.held())) {
                    marked.add(staged);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            log.error("The staging area could not be searched for applications that wait for their onBackupEnd.", e);
        }
        return marked;
    }

    private void letGo(StagedBundle staged) {
        try {
            var held = HeldApplication.read(staged.held());
            log.warn("The service was killed while {} was held for a backup; its onBackupEnd runs now.", held.bundle());
            runner.run(held.onBackupEnd(), TimeLimit.atMost(LONGEST), ExtensionListener.IGNORE);
        } catch (ExtensionFailedException e) {
            log.error(
                    "An onBackupEnd that a killed service had left failed; look whether the application works: {}",
                    e.failure().message());
        } catch (IOException e) {
            log.error(
                    "The mark {} cannot be read, so no onBackupEnd runs; look whether the application works.",
                    staged.held(),
                    e);
        } catch (RuntimeException | Error e) {
            log.error(
                    "An onBackupEnd that a killed service had left could not be run; the next start of the service tries again.",
                    e);
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            HeldApplication.markLetGo(staged);
        } catch (IOException e) {
            log.error("The mark {} cannot be renamed; the next start runs onBackupEnd again.", staged.held(), e);
        }
    }
}
