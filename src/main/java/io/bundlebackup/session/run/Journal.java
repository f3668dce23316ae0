package io.bundlebackup.session.run;

import io.bundlebackup.capacity.FatalErrors;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.state.Transition;
import io.bundlebackup.session.store.ChangeWriter;
import io.bundlebackup.session.store.FullDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of the database: takes the changes in the order they were decided, commits many of them together, and then shows
 * them to readers. Its queue is bounded by the number of threads, because each waits for its own change.
 *
 * <p>If a transaction of several changes fails, each is tried by itself, so that one caller's failure is not another's.
 */
public final class Journal implements AutoCloseable {
    /** Called for every committed change, by the journal's thread: it must neither block nor throw. */
    interface Listener {
        /** Before readers can see the change. */
        default void committing(Session.Change change) {}

        void committed(Session.Change change);
    }

    private static final Logger log = LoggerFactory.getLogger(Journal.class);
    private static final int MOST_AT_ONCE = 1000;

    private final LinkedBlockingQueue<Session.Change> queue = new LinkedBlockingQueue<>();
    private final ChangeWriter writer;
    private final FullDatabase full;
    private final Thread thread;
    private volatile Listener listener = change -> {};
    private volatile JournalObserver observer = JournalObserver.NONE;
    private volatile boolean closed;

    public Journal(ChangeWriter writer, FullDatabase full) {
        this.writer = writer;
        this.full = full;
        this.thread = Thread.ofPlatform()
                .name("journal")
                .daemon()
                .uncaughtExceptionHandler(FatalErrors.ofVitalThread())
                .unstarted(this::run);
    }

    public void start(Listener whom, JournalObserver watching) {
        listener = whom;
        observer = watching;
        thread.start();
    }

    void enqueue(Session.Change change) {
        if (closed) {
            throw new ProblemException(ProblemType.NOT_AVAILABLE, "The service is stopping.");
        }
        queue.add(change);
    }

    /** Goes on after every error: without this thread all requests would wait for ever. */
    private void run() {
        var batch = new ArrayList<Session.Change>(MOST_AT_ONCE);
        while (!closed || !queue.isEmpty()) {
            try {
                var first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, MOST_AT_ONCE - 1);
                    commit(batch);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException | Error e) {
                batch.stream().filter(change -> !change.done().isDone()).forEach(change -> rollBack(change, e));
            }
            batch.clear();
        }
    }

    private void commit(List<Session.Change> batch) {
        var standing = new ArrayList<Session.Change>(batch.size());
        for (var change : batch) {
            if (change.session().stands(change)) {
                standing.add(change);
            } else {
                fail(change, false);
            }
        }
        var failure = write(standing.stream().map(Session.Change::transition).toList());
        if (failure == null) {
            standing.forEach(this::publish);
        } else if (standing.size() == 1) {
            rollBack(standing.getFirst(), failure);
        } else {
            standing.forEach(change -> commit(List.of(change)));
        }
    }

    /** Why the write failed; null if it succeeded. */
    private @Nullable Throwable write(List<Transition> transitions) {
        var begun = System.nanoTime();
        try {
            writer.write(transitions);
            observer.committed(transitions, Duration.ofNanos(System.nanoTime() - begun));
            return null;
        } catch (SQLException | RuntimeException | Error e) {
            return e;
        }
    }

    private void publish(Session.Change change) {
        notifyListener(change, Listener::committing);
        change.session().publish(change);
        notifyListener(change, Listener::committed);
        change.done().complete(null);
    }

    private void notifyListener(Session.Change change, BiConsumer<Listener, Session.Change> what) {
        try {
            what.accept(listener, change);
        } catch (RuntimeException | Error e) {
            log.error(
                    "A committed change had no effect because of an unexpected error; restart the service if bundles make no progress.",
                    e);
        }
    }

    private void rollBack(Session.Change change, Throwable failure) {
        boolean noSpace = full.isCauseOf(failure);
        if (noSpace) {
            log.error(
                    "The database could not be written because its disk, or the quota on it, is full; make room in the data directory.");
        } else {
            log.error("The database could not be written; look at the health of the data directory's disk.", failure);
        }
        change.session().rollBack();
        fail(change, noSpace);
    }

    private static void fail(Session.Change change, boolean noSpace) {
        change.done()
                .completeExceptionally(
                        noSpace
                                ? new ProblemException(ProblemType.NO_SPACE, "The service's disk is full.")
                                : new ProblemException(ProblemType.IO_ERROR, "The service could not record this."));
    }

    /** Commits what is queued, then stops. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(5_000);
            if (!thread.isAlive()) {
                writer.close();
            }
        } catch (SQLException e) {
            log.warn("The database could not be closed; the next start recovers it, no data is lost.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
