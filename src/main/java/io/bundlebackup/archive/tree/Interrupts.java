package io.bundlebackup.archive.tree;

/** Checks for interrupts between the steps of long work, and waits that an interrupt must not end. */
public final class Interrupts {
    private Interrupts() {}

    /** A wait that an interrupt would end. */
    public interface Wait {
        void await() throws InterruptedException;
    }

    /** Waits to the end, also when interrupted; the thread's interrupt flag is set afterwards in that case. */
    public static void awaitUninterruptibly(Wait wait) {
        boolean interrupted = false;
        while (true) {
            try {
                wait.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Returns if the thread is not interrupted.
     *
     * @param what the work in progress, for the message
     * @throws InterruptedException if the thread is interrupted; the flag is cleared, as usual
     */
    public static void check(String what) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException(what + " was interrupted");
        }
    }
}
