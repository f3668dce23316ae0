package io.bundlebackup.session;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.run.ReaderTurns;
import io.bundlebackup.session.state.BundleGoneException;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.FileEntry;
import io.bundlebackup.session.state.FileState;
import io.bundlebackup.session.state.SessionSnapshot;
import io.bundlebackup.session.state.Step;
import io.bundlebackup.session.store.FileRows;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The work list of a backup: what was announced, and closing it. This list alone is enough to drive a backup, and to resume one.
 * Thread-safe.
 */
public final class DeliveredFiles {
    private final Sessions sessions;
    private final FileRows rows;
    private final ReaderPlaces places;
    private final ReaderTurns turns = new ReaderTurns();

    public DeliveredFiles(Sessions sessions, FileRows rows, ReaderPlaces places) {
        this.sessions = sessions;
        this.rows = rows;
        this.places = places;
    }

    /**
     * A page of the list.
     *
     * @param more {@code false} only when nothing more will be announced for what was appended so far, and nothing more is listed
     * @param next where the next page begins
     */
    public record Page(List<FileEntry> files, boolean more, long next) {}

    /**
     * What to list.
     *
     * @param bundle of one bundle, or {@code null} for all
     * @param state in one state, or {@code null} for both
     * @param after the {@link Page#next} of the page before, or 0
     * @param patience how long to wait for something to list
     */
    public record Query(@Nullable String bundle, @Nullable FileState state, long after, int limit, Duration patience) {}

    /**
     * Waits until the page is not empty, nothing more will come, or the time is over.
     *
     * @throws ProblemException {@code too-many-requests} if the caller has as many waiting requests as its share
     */
    public Page page(String owner, String sessionId, Query query) throws InterruptedException {
        if (query.patience().isZero()) {
            return pageInTurn(owner, sessionId, query);
        }
        try (var _ = places.enter(owner)) {
            return pageInTurn(owner, sessionId, query);
        }
    }

    private Page pageInTurn(String owner, String sessionId, Query query) throws InterruptedException {
        turns.begin();
        try {
            return awaitPage(owner, sessionId, query);
        } finally {
            turns.end();
        }
    }

    private Page awaitPage(String owner, String sessionId, Query query) throws InterruptedException {
        var deadline = System.nanoTime() + query.patience().toNanos();
        while (true) {
            var begun = System.nanoTime();
            var session = sessions.find(owner, sessionId);
            var seen = session.snapshot();
            var announcedAll = query.bundle() == null
                    ? seen.announcedAll()
                    : seen.requireBundle(query.bundle()).announcedAll();
            var found = turns.inTurn(
                    () -> rows.page(seen.key(), query.bundle(), query.state(), query.after(), query.limit() + 1));
            var page = page(found, query, announcedAll);
            var left = Duration.ofNanos(deadline - System.nanoTime());
            var live = session.live();
            if (!page.files().isEmpty()
                    || !page.more()
                    || left.isNegative()
                    || live == null
                    || live.feed().stopped()) {
                return page;
            }
            var worked = System.nanoTime() - begun;
            turns.end();
            try {
                // The feed's ring costs the journal the same for any number of waiting clients.
                live.feed().await(() -> live.snapshot() != seen || live.feed().stopped(), left);
            } finally {
                turns.begin();
            }
            turns.rest(worked);
        }
    }

    private static Page page(List<FileEntry> found, Query query, boolean announcedAll) {
        var full = found.size() > query.limit();
        var files = full ? found.subList(0, query.limit()) : found;
        var next = files.isEmpty() ? query.after() : files.getLast().seq();
        return new Page(files, full || !announcedAll, next);
    }

    /**
     * A file whose content can be had.
     *
     * @param sha256 which bytes, or {@code null} for the newest
     * @throws ProblemException {@code no-such-file}; {@code file-closed} if it was closed, given up, superseded, or its bundle has
     *     ended; {@code file-changed} while it waits to be announced anew
     */
    public FileEntry open(String owner, BundleId bundle, String uri, @Nullable String sha256) {
        var session = sessions.get(owner, bundle.sessionId());
        var entry = entry(session, bundle.name(), uri);
        if (sha256 != null && !sha256.equals(entry.file().sha256())) {
            if (rows.wasAnnouncedAs(session.key(), bundle.name(), uri, sha256)) {
                throw new ProblemException(
                        ProblemType.FILE_CLOSED,
                        "The file has changed since; it was announced again with another URL.");
            }
            throw unknown();
        }
        requireReady(session, entry);
        return entry;
    }

    private FileEntry entry(SessionSnapshot session, String bundle, String uri) {
        session.requireBundle(bundle);
        return rows.find(session.key(), bundle, uri).orElseThrow(DeliveredFiles::unknown);
    }

    private static void requireReady(SessionSnapshot session, FileEntry entry) {
        switch (entry.state()) {
            case READY -> {
                if (session.requireBundle(entry.bundle()).ending() || session.closing() != null) {
                    throw closed();
                }
            }
            case STALE -> throw changed();
            case CLOSED, GIVEN_UP -> throw closed();
        }
    }

    /**
     * The file that a client is about to close; nothing if it was closed with this receipt before.
     *
     * @throws ProblemException {@code receipt-mismatch} if it was closed with another; what {@link #open} throws
     */
    public Optional<FileEntry> findUnclosed(String owner, BundleId bundle, String uri, @Nullable String sha256) {
        var session = sessions.get(owner, bundle.sessionId());
        var entry = entry(session, bundle.name(), uri);
        return isUnclosed(session, entry, sha256) ? Optional.of(entry) : Optional.empty();
    }

    private static boolean isUnclosed(SessionSnapshot session, FileEntry entry, @Nullable String sha256) {
        if (entry.state() == FileState.CLOSED) {
            requireReceipt(entry, sha256);
            return false;
        }
        requireReady(session, entry);
        return true;
    }

    /**
     * Closes a file: the client has its copy, and the staged content may go. Repeatable.
     *
     * @param sha256 of what the client has; may be absent if the file was announced once
     * @throws ProblemException {@code receipt-mismatch}, and what {@link #open} throws
     */
    public void close(String owner, BundleId bundle, String uri, @Nullable String sha256) {
        decide(owner, bundle, uri, (session, entry) -> {
            if (!isUnclosed(session, entry, sha256)) {
                return Optional.empty();
            }
            requireReceipt(entry, sha256);
            return Optional.of(new Step.CloseFile(bundle.name(), entry.file()));
        });
    }

    /** An announced file is no longer what was announced: it goes back to its work, which announces it anew. */
    public void goStale(String owner, BundleId bundle, FileEntry changed) {
        decide(owner, bundle, changed.file().uri(), (session, entry) -> {
            requireReady(session, entry);
            return entry.seq() == changed.seq()
                    ? Optional.of(new Step.MarkStale(bundle.name(), entry.file()))
                    : Optional.empty();
        });
    }

    private interface Decision {
        Optional<Step> decide(SessionSnapshot session, FileEntry entry);
    }

    /** One decision at a time in a session: what the row of a file says has to hold until the step is committed. */
    private void decide(String owner, BundleId bundle, String uri, Decision decision) {
        var found = sessions.find(owner, bundle.sessionId());
        var live = found.live();
        if (live == null) {
            // No file of an ended session is ready, so there is no step.
            decision.decide(found.snapshot(), entry(found.snapshot(), bundle.name(), uri));
            return;
        }
        live.fileLock().lock();
        try {
            var now = live.snapshot();
            decision.decide(now, entry(now, bundle.name(), uri)).ifPresent(live::apply);
        } catch (BundleGoneException e) {
            throw closed();
        } finally {
            live.fileLock().unlock();
        }
    }

    private static void requireReceipt(FileEntry entry, @Nullable String sha256) {
        if (sha256 == null && entry.announcements() > 1) {
            throw new ProblemException(
                    ProblemType.RECEIPT_MISMATCH,
                    "The file was announced more than once; pass sha256= to say which content you have.");
        }
        if (sha256 != null && !sha256.equals(entry.file().sha256())) {
            throw new ProblemException(
                    ProblemType.RECEIPT_MISMATCH, "The file that was announced has another SHA-256; fetch it again.");
        }
    }

    /** The refusal to read a file in place that has changed. */
    public static ProblemException changed() {
        return new ProblemException(
                ProblemType.FILE_CHANGED, "The file has changed since it was announced; it is announced anew.");
    }

    private static ProblemException closed() {
        return new ProblemException(ProblemType.FILE_CLOSED, "The file is closed; the service has dropped its copy.");
    }

    private static ProblemException unknown() {
        return new ProblemException(ProblemType.NO_SUCH_FILE, "No such file was announced.");
    }
}
