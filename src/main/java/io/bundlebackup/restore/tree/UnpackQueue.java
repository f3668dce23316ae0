package io.bundlebackup.restore.tree;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.bundlebackup.manifest.DeliveredName;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects what happens to the uploads of a bundle until the thread of an {@link EarlyUnpack} comes to it. Requests put in, the thread
 * takes out. Closed at first. Thread-safe.
 */
final class UnpackQueue {
    /** A scan reads the whole manifest: at most a fifth of the time goes into scans. */
    private static final int REST = 4;

    private static final int MOST_PARTS = 10_000;

    /** What happened since the thread took work last; the last constant includes the one before. */
    private enum News {
        NONE,
        /** A file or manifest was uploaded. */
        UPLOADED,
        /** A file that may be in the tree was uploaded again or deleted. */
        REPLACED
    }

    @GuardedBy("this")
    private boolean open;

    @GuardedBy("this")
    private News news = News.NONE;

    /** Parts that were uploaded; any beyond the limit are found by a scan. */
    @GuardedBy("this")
    private final Set<String> parts = new LinkedHashSet<>();

    @GuardedBy("this")
    private boolean scanRequested;

    /** The earliest time of the next scan, by the clock of nanoseconds. */
    @GuardedBy("this")
    private long nextScan;

    /**
     * What the thread is to do.
     *
     * @param outdated whether the tree may contain a file that was uploaded again or deleted
     * @param parts the parts to unpack
     * @param scan whether to unpack every upload that the manifest lists and the tree lacks
     */
    record Work(boolean outdated, Set<String> parts, boolean scan) {}

    /** @param scan whether to begin with a scan; otherwise nothing happens before the next upload */
    synchronized void open(boolean scan) {
        open = true;
        news = News.NONE;
        parts.clear();
        scanRequested = scan;
        nextScan = System.nanoTime();
    }

    synchronized void close() {
        open = false;
        notifyAll();
    }

    /** A delivered file was uploaded. */
    synchronized void uploaded(String uri) {
        add(uri);
        raise(News.UPLOADED);
    }

    /** A manifest was uploaded, or a file was uploaded again or deleted. */
    synchronized void changed(String uri) {
        if (DeliveredName.isPart(uri)) {
            uploaded(uri);
        } else {
            // The name of a big file does not tell whether the tree contains it.
            raise(DeliveredName.isIndex(uri) ? News.UPLOADED : News.REPLACED);
        }
    }

    @GuardedBy("this")
    private void add(String uri) {
        if (DeliveredName.isPart(uri) && parts.size() < MOST_PARTS) {
            parts.add(uri);
        } else {
            scanRequested = true;
        }
    }

    @GuardedBy("this")
    private void raise(News raised) {
        news = raised.compareTo(news) > 0 ? raised : news;
        notifyAll();
    }

    /** Waits for work and takes it; null when the queue is closed. */
    synchronized @Nullable Work await() throws InterruptedException {
        while (open && news == News.NONE && !isScanDue()) {
            wait(scanRequested ? Math.max(1, (nextScan - System.nanoTime()) / 1_000_000) : 0);
        }
        return open ? take() : null;
    }

    /** Takes the work that there is now, also from a closed queue. */
    synchronized Work take() {
        var work = new Work(news == News.REPLACED, new LinkedHashSet<>(parts), isScanDue());
        news = News.NONE;
        parts.clear();
        scanRequested &= !work.scan;
        return work;
    }

    @GuardedBy("this")
    private boolean isScanDue() {
        return scanRequested && System.nanoTime() - nextScan >= 0;
    }

    /** Puts work back that could not be begun, and waits for so long, or until the queue is closed. */
    synchronized void postpone(Work work, long millis) throws InterruptedException {
        work.parts.forEach(this::add);
        scanRequested |= work.scan;
        raise(work.outdated ? News.REPLACED : News.UPLOADED);
        long until = System.nanoTime() + millis * 1_000_000;
        for (long left = millis; open && left > 0; left = (until - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
    }

    /** Whether the work that was taken is still of use. */
    synchronized boolean mayGoOn() {
        return open && news != News.REPLACED;
    }

    /** A scan follows as soon as scans have rested. */
    synchronized void requestScan() {
        scanRequested = true;
    }

    /** A scan follows at once. */
    synchronized void requestScanNow() {
        scanRequested = true;
        nextScan = System.nanoTime();
    }

    /** @param nanos how long a scan has read the manifest */
    synchronized void scanned(long nanos) {
        nextScan = System.nanoTime() + REST * nanos;
    }
}
