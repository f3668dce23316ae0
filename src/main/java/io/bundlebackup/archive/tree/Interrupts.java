package io.bundlebackup.archive.tree;

/** Long work checks for an interrupt between its steps. */
public final class Interrupts {
    private Interrupts() {}

    /**
     * Returns if the thread is not interrupted.
     *
     * @param the work in progress, for the message
     * @throws InterruptedException if the thread is interrupted; the flag is cleared, as usual
     */
    public static void check(String what) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException(what + " was interrupted");
        }
    }
}
