package io.bundlebackup.bundle.command;

import io.bundlebackup.posix.TreeRemoval;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what a command left in its temporary directory. */
final class TemporaryTree {
    private static final Logger log = LoggerFactory.getLogger(TemporaryTree.class);

    private TemporaryTree() {}

    /** Also removes when the thread is interrupted. If removal fails, the rest stays and the log names the directory. */
    static void remove(Path directory) {
        boolean interrupted = Thread.interrupted();
        try {
            TreeRemoval.remove(directory);
        } catch (InterruptedException e) {
            interrupted = true;
            warn(directory, e);
        } catch (IOException e) {
            warn(directory, e);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void warn(Path directory, Exception e) {
        log.warn("The temporary directory {} could not be removed; remove it.", directory, e);
    }
}
