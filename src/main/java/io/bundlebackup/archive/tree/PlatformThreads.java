package io.bundlebackup.archive.tree;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * Runs work on a platform thread and waits for the result. A virtual thread that reads and writes files for minutes would
 * occupy its carrier, of which there are only as many as cores.
 */
public final class PlatformThreads {
    private PlatformThreads() {}

    /**
     * Returns the result of the work, or throws its exception. When the caller is interrupted, the work is interrupted and
     * its end awaited. If the work nevertheless succeeded, its result is returned and the caller's interrupt flag is set.
     */
    public static <T> T call(String name, Callable<T> work) throws IOException, InterruptedException {
        var task = new FutureTask<>(work);
        var thread = Thread.ofPlatform().name(name).daemon().start(task);
        try {
            return task.get();
        } catch (InterruptedException e) {
            thread.interrupt();
            Interrupts.awaitUninterruptibly(thread::join);
            if (task.state() != Future.State.SUCCESS) {
                throw e;
            }
            Thread.currentThread().interrupt();
            return task.resultNow();
        } catch (ExecutionException e) {
            throw Rethrown.of(e.getCause());
        }
    }
}
