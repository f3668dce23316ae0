package io.bundlebackup.archive.tree;

/** What is long looks between its steps whether it is wanted any more. */
public final class Interrupts {
    private Interrupts() {}

    /**
     * Nothing, as long as it is.
     *
     * @param what goes on, for the message
     * @throws InterruptedException if the thread is interrupted; the flag is cleared, as usual
     */
    public static void check(String what) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException(what + " was interrupted");
        }
    }
}
