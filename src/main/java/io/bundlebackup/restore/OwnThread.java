package io.bundlebackup.restore;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Has something done by a thread of its own, and waits for it: a virtual thread that reads and writes files for minutes would keep its
 * carrier, of which there are as many as cores, from all requests.
 */
final class OwnThread {
    private OwnThread() {}

    /** What came of it; what it threw. Interrupted, it interrupts that thread and waits for its end. */
    static <T> T carryOut(String name, Callable<T> work) throws IOException, InterruptedException {
        var task = new FutureTask<>(work);
        var thread = Thread.ofPlatform().name(name).daemon().start(task);
        try {
            return task.get();
        } catch (InterruptedException e) {
            thread.interrupt();
            awaitEnd(thread);
            throw e;
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException io -> throw io;
                case InterruptedException interrupted -> throw interrupted;
                case RuntimeException unchecked -> throw unchecked;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    static void awaitEnd(Thread thread) {
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
