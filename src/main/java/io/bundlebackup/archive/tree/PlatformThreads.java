package io.bundlebackup.archive.tree;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * Has something done by a thread of its own, and waits for it: a virtual thread that reads and writes files for minutes would keep its
 * carrier, of which there are as many as cores, from all requests.
 */
public final class PlatformThreads {
    private PlatformThreads() {}

    /**
     * What came of it; what it threw. Interrupted, it interrupts that thread and waits for its end; if it has come to its end all the
     * same, that counts, and the thread that waited is still interrupted.
     */
    public static <T> T call(String name, Callable<T> work) throws IOException, InterruptedException {
        var task = new FutureTask<>(work);
        var thread = Thread.ofPlatform().name(name).daemon().start(task);
        try {
            return task.get();
        } catch (InterruptedException e) {
            thread.interrupt();
            awaitEnd(thread);
            if (task.state() != Future.State.SUCCESS) {
                throw e;
            }
            Thread.currentThread().interrupt();
            return task.resultNow();
        } catch (ExecutionException e) {
            throw Rethrown.of(e.getCause());
        }
    }

    /** Waits for the end of a thread, also when interrupted; then the flag is set. */
    public static void awaitEnd(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
