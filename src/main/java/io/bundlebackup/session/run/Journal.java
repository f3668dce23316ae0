package io.bundlebackup.session.run;

import io.bundlebackup.capacity.FatalErrors;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.store.ChangeWriter;
import io.bundlebackup.session.store.ChangedViews;
import io.bundlebackup.session.store.DatabaseWrites;
import io.bundlebackup.session.store.FullDatabase;
import io.bundlebackup.session.store.LogWrites;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The one writer of the database: takes changes of sessions in the order they were decided, and rows of others, commits many of them
 * together, and then shows the changes to readers. Its queue is bounded by the number of threads, because each waits for its own entry.
 *
 * <p>If a transaction of several entries fails, each is tried by itself, so that one caller's failure is not another's.
 */
public final class Journal implements DatabaseWrites, LogWrites, AutoCloseable {
    /** Rows that a caller writes. The result is that of the last try. */
    private static final class Rows<T> implements JournalEntry {
        private final BiFunction<JdbcClient, ChangedViews, T> rows;
        private final boolean shown;
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private @Nullable T result;

        /** @param shown whether readers of the log of all sessions see something of the rows */
        private Rows(BiFunction<JdbcClient, ChangedViews, T> rows, boolean shown) {
            this.rows = rows;
            this.shown = shown;
        }

        private void write(JdbcClient database, LongSupplier positions) {
            result = rows.apply(database, new ChangedViews(database, positions));
        }

        @Override
        public CompletableFuture<Void> done() {
            return done;
        }
    }

    /** Called for every committed change, by the journal's thread: it must neither block nor throw. */
    interface Listener {
        /** Before readers can see the change. */
        default void committing(Session.Change change) {}

        void committed(Session.Change change);
    }

    private static final Logger log = LoggerFactory.getLogger(Journal.class);
    private static final int MOST_AT_ONCE = 1000;

    private final LinkedBlockingQueue<JournalEntry> queue = new LinkedBlockingQueue<>();
    private final ChangeWriter writer;
    private final FullDatabase full;
    /** Where the log of all sessions ended after the newest commit. */
    private long position;

    private final CallerFeeds feeds = new CallerFeeds();
    private final Thread thread;
    private volatile Listener listener = change -> {};
    private volatile JournalObserver observer = JournalObserver.NONE;
    private volatile boolean closed;
    private volatile boolean ended;

    public Journal(ChangeWriter writer, FullDatabase full) {
        this.writer = writer;
        this.full = full;
        this.thread = Thread.ofPlatform()
                .name("journal")
                .daemon()
                .uncaughtExceptionHandler(FatalErrors.ofVitalThread())
                .start(this::run);
    }

    /** To be called before the first change of a session. */
    public void tell(Listener whom, JournalObserver watching) {
        listener = whom;
        observer = watching;
    }

    /** How far what is committed may be read. */
    public CallerFeeds feeds() {
        return feeds;
    }

    @Override
    public <T> T write(Function<JdbcClient, T> rows) {
        return write(new Rows<>((database, _) -> rows.apply(database), false));
    }

    @Override
    public <T> T writeShown(BiFunction<JdbcClient, ChangedViews, T> rows) {
        return write(new Rows<>(rows, true));
    }

    private <T> T write(Rows<T> entry) {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException("the journal would wait for itself");
        }
        enqueue(entry);
        Session.awaitCommit(entry.done);
        return Objects.requireNonNull(entry.result);
    }

    void enqueue(JournalEntry entry) {
        if (closed) {
            throw stopping();
        }
        queue.add(entry);
        if (ended) {
            refuseWaiting();
        }
    }

    /** How many entries are in the queue, for tests. */
    int waiting() {
        return queue.size();
    }

    private static ProblemException stopping() {
        return new ProblemException(ProblemType.NOT_AVAILABLE, "The service is stopping.");
    }

    private void run() {
        try {
            commitAll();
        } finally {
            ended = true;
            refuseWaiting();
        }
    }

    /** What came after the last commit: nobody takes it any more. */
    private void refuseWaiting() {
        for (var entry = queue.poll(); entry != null; entry = queue.poll()) {
            entry.done().completeExceptionally(stopping());
        }
    }

    /** Goes on after every error: without this thread all requests would wait for ever. */
    private void commitAll() {
        var batch = new ArrayList<JournalEntry>(MOST_AT_ONCE);
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
                batch.stream().filter(entry -> !entry.done().isDone()).forEach(entry -> rollBack(entry, e));
            }
            batch.clear();
        }
    }

    private void commit(List<? extends JournalEntry> batch) {
        var standing = new ArrayList<JournalEntry>(batch.size());
        for (var entry : batch) {
            if (entry instanceof Session.Change change && !change.session().stands(change)) {
                fail(change, change.session().lackedSpace());
            } else {
                standing.add(entry);
            }
        }
        var failure = write(standing);
        if (failure == null) {
            standing.forEach(this::publish);
            var all = standing.stream().anyMatch(entry -> entry instanceof Rows<?> rows && rows.shown);
            guarded(() -> feeds.published(owners(standing), all, position));
            // Now, so that a client that has its answer finds the events of it in every log.
            standing.forEach(entry -> entry.done().complete(null));
        } else if (standing.size() == 1) {
            rollBack(standing.getFirst(), failure);
        } else {
            standing.forEach(entry -> commit(List.of(entry)));
        }
    }

    private static Set<String> owners(List<JournalEntry> entries) {
        return entries.stream()
                .filter(Session.Change.class::isInstance)
                .map(entry -> ((Session.Change) entry).transition().after().owner())
                .collect(Collectors.toSet());
    }

    /** Why the write failed; null if it succeeded. */
    private @Nullable Throwable write(List<JournalEntry> entries) {
        var begun = System.nanoTime();
        var transitions = entries.stream()
                .filter(Session.Change.class::isInstance)
                .map(entry -> ((Session.Change) entry).transition())
                .toList();
        try {
            position = writer.write(transitions, (database, positions) -> {
                for (var entry : entries) {
                    if (entry instanceof Rows<?> rows) {
                        rows.write(database, positions);
                    }
                }
            });
        } catch (SQLException | RuntimeException | Error e) {
            return e;
        }
        // It is committed: an error of who watches does not change that.
        guarded(() -> observer.committed(transitions, Duration.ofNanos(System.nanoTime() - begun)));
        return null;
    }

    private void publish(JournalEntry entry) {
        if (entry instanceof Session.Change change) {
            guarded(() -> listener.committing(change));
            guarded(() -> change.session().publish(change));
            guarded(() -> listener.committed(change));
        }
    }

    private static void guarded(Runnable effect) {
        try {
            effect.run();
        } catch (RuntimeException | Error e) {
            log.error(
                    "A committed change had no effect because of an unexpected error; restart the service if bundles make no progress.",
                    e);
        }
    }

    private void rollBack(JournalEntry entry, Throwable failure) {
        boolean noSpace = full.isCauseOf(failure);
        if (noSpace) {
            log.error(
                    "The database could not be written because its disk, or the quota on it, is full; make room in the data directory.");
        } else {
            log.error("The database could not be written; look at the health of the data directory's disk.", failure);
        }
        if (entry instanceof Session.Change change) {
            change.session().rollBack(noSpace);
        }
        fail(entry, noSpace);
    }

    private static void fail(JournalEntry entry, boolean noSpace) {
        entry.done()
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
