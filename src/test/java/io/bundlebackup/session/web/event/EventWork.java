package io.bundlebackup.session.web.event;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.DeliveredFile;
import io.bundlebackup.session.state.FileKind;
import io.bundlebackup.session.state.Phase;
import io.bundlebackup.session.state.SessionType;
import io.bundlebackup.session.work.BundleFailedException;
import io.bundlebackup.session.work.BundleTask;
import io.bundlebackup.session.work.BundleWork;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Work that says what a test wants, when the test wants it. */
final class EventWork implements BundleWork {
    private interface Order {
        /** Returns whether the work is over. */
        boolean run(BundleTask task) throws InterruptedException, BundleFailedException;
    }

    private static final String SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    private final Map<String, BlockingQueue<Order>> orders = new ConcurrentHashMap<>();

    /** Announces files {@code part.0.tar} to {@code part.<n-1>.tar}. */
    void announce(String session, int count) {
        order(session, task -> {
            for (int n = 0; n < count; n++) {
                task.announce(
                        new DeliveredFile("part." + n + ".tar", FileKind.PART, 10_240, SHA256, SHA256, 1, 1_000, null));
            }
            return false;
        });
    }

    /** Says that files could not be taken: an event each, at no send rate, at most 1,000. */
    void fail(String session, int count, String message) {
        order(session, task -> {
            for (int n = 0; n < count; n++) {
                task.fileFailed("files/" + n, ErrorCode.IO_ERROR, message);
            }
            return false;
        });
    }

    /** What a scan says, with the progress that follows. */
    void scanned(String session, int files) {
        order(session, task -> {
            task.recordTotals(files, files * 1_000L);
            return false;
        });
    }

    void complete(String session) {
        order(session, task -> {
            task.emitReport();
            return true;
        });
    }

    /** As {@link #fail} and {@link #complete}, by one bundle. */
    void failAndComplete(String session, int count) {
        order(session, task -> {
            for (int n = 0; n < count; n++) {
                task.fileFailed("files/" + n, ErrorCode.IO_ERROR, "unreadable");
            }
            task.emitReport();
            return true;
        });
    }

    void breakDown(String session) {
        order(session, task -> {
            throw new BundleFailedException(Failure.of(ErrorCode.EXTENSION_FAILED), null);
        });
    }

    private void order(String session, Order order) {
        queue(session).add(order);
    }

    private BlockingQueue<Order> queue(String session) {
        return orders.computeIfAbsent(session, id -> new LinkedBlockingQueue<>());
    }

    @Override
    public SessionType type() {
        return SessionType.BACKUP;
    }

    @Override
    public Phase firstPhase(Bundle bundle) {
        return Phase.SCANNING;
    }

    @Override
    public @Nullable Long run(BundleTask task) throws InterruptedException, BundleFailedException {
        var mine = queue(task.id().sessionId());
        while (!mine.take().run(task)) {
            // The next order.
        }
        return 1_769_850_000L;
    }

    @Override
    public void discard(BundleId bundle) {
        orders.remove(bundle.sessionId());
    }
}
