package io.bundlebackup.restore.tree;

import io.bundlebackup.manifest.DeliveredName;
import java.util.LinkedHashSet;
import java.util.Set;

/** What there is to do for an {@link EarlyUnpack}, as it becomes known. Thread-safe. */
final class UnpackQueue {
    /** To find the paths of big files means to read the manifest: at most a fifth of the time goes into that. */
    private static final int REST = 4;

    private static final int MOST_PARTS = 10_000;

    private boolean wanted;
    /** Something has happened since it was awaited last. */
    private boolean news;
    /** What is in the tree may not be what is to be there. */
    private boolean changed;
    /** Parts that have arrived since the last look; more than these are found by a look at everything. */
    private final Set<String> parts = new LinkedHashSet<>();
    /** Something else has arrived. */
    private boolean others;
    /** When everything may be looked at again, by the clock of nanoseconds. */
    private long nextScan;

    /**
     * What is to be done now.
     *
     * @param parts to be unpacked
     * @param all whether everything is to be looked at
     */
    record Work(Set<String> parts, boolean all) {}

    /** @param all what is there already is news too */
    synchronized void begin(boolean all) {
        wanted = true;
        parts.clear();
        changed = false;
        news = all;
        others = all;
        nextScan = System.nanoTime();
    }

    synchronized void end() {
        wanted = false;
        notifyAll();
    }

    synchronized void arrived(String uri) {
        news = true;
        if (DeliveredName.isPart(uri) && parts.size() < MOST_PARTS) {
            parts.add(uri);
        } else {
            others = true;
        }
        notifyAll();
    }

    /** A manifest came, or an upload is another or gone. */
    synchronized void changed(String uri) {
        if (DeliveredName.isPart(uri)) {
            arrived(uri);
        } else if (!DeliveredName.isIndex(uri)) {
            // Only the manifest knows which file of the tree it is.
            changed = true;
        }
        news = true;
        notifyAll();
    }

    /** Waits until there is something to do; false if nothing is to be done any more. */
    synchronized boolean await() throws InterruptedException {
        while (wanted && !news && parts.isEmpty() && !mayScan()) {
            wait(others ? Math.max(1, (nextScan - System.nanoTime()) / 1_000_000) : 0);
        }
        news = false;
        return wanted;
    }

    private boolean mayScan() {
        return others && System.nanoTime() - nextScan >= 0;
    }

    /** What there is to do stays. */
    synchronized void pause(long millis) throws InterruptedException {
        long until = System.nanoTime() + millis * 1_000_000;
        for (long left = millis; wanted && left > 0; left = (until - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
    }

    synchronized boolean mayGoOn() {
        return wanted && !changed;
    }

    synchronized boolean takeChanged() {
        var was = changed;
        changed = false;
        return was;
    }

    synchronized Work take() {
        var work = new Work(new LinkedHashSet<>(parts), mayScan());
        parts.clear();
        others &= !work.all;
        return work;
    }

    /** Parts that have arrived and were not taken. */
    synchronized Set<String> remaining() {
        return new LinkedHashSet<>(parts);
    }

    /** Everything is to be looked at, at once. */
    synchronized void requestFullScan() {
        news = true;
        others = true;
        nextScan = System.nanoTime();
    }

    /** What is in the tree is not what is to be there. */
    synchronized void markOutdated() {
        changed = true;
        news = true;
    }

    /** Everything was looked at; so long the manifest was read for that. */
    synchronized void fullScanDone(long nanos) {
        nextScan = System.nanoTime() + REST * nanos;
    }

    /** What was not come to is found by the next look at everything. */
    synchronized void requeue() {
        news = true;
        others = true;
    }

    /** Nothing of what has arrived is of use. */
    synchronized void forget() {
        parts.clear();
        others = false;
    }

    /** Whether what was uploaded cannot be what is in the tree. */
    synchronized boolean isChanged() {
        return changed;
    }
}
