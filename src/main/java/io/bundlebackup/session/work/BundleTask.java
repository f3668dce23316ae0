package io.bundlebackup.session.work;

import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.session.state.ApplicationResult;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.ClientWords;
import io.bundlebackup.session.state.DeliveredFile;
import io.bundlebackup.session.state.FileEntry;
import io.bundlebackup.session.state.Phase;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One running bundle as its {@link BundleWork} sees it. Every method records its events before it returns, so that every event a client has seen
 * survives. Used by the work's own thread. Each throws {@code ProblemException} ({@code no-space}, {@code io-error}) if it could not be
 * recorded, which ends the bundle, and {@link InterruptedException} when the bundle is to end.
 */
public interface BundleTask {
    BundleId id();

    Bundle bundle();

    /** The parameters and the info that the client gave for the bundle. Read from the database at each call. */
    ClientWords clientWords();

    /** What is committed of the bundle. */
    BundleSnapshot snapshot();

    /** Enters a phase; for one of work, waits for a slot first; for one of waiting, gives the slot back. */
    void enter(Phase phase) throws InterruptedException;

    /** The work makes progress that cannot be counted yet: the default timer counts from here. Cheap, and for any thread. */
    void showProgress();

    /** How much data the bundle has, which its default timer goes by; if more of it is read than delivered, as soon as it is known. */
    void recordSize(long bytes) throws InterruptedException;

    /** How much is to be delivered: regular files, and the bytes of their content. */
    void recordTotals(long files, long bytes) throws InterruptedException;

    /** How much was read so far where nothing is delivered: regular files, and the bytes of their content. A few times a second at most. */
    default void recordRead(long files, long bytes) throws InterruptedException {}

    /** As {@link #announce(DeliveredFile, List)}, of a file without which nothing failed. */
    default void announce(DeliveredFile file) throws InterruptedException {
        announce(file, List.of());
    }

    /**
     * Announces a file when the send rate allows it, and reports in the same transaction what could not be taken into it: after a restart
     * both are there, or neither is and the file is packed again. It is committed before anything else of this task is.
     */
    void announce(DeliveredFile file, List<NotTaken> notTaken) throws InterruptedException;

    /** As {@link #announce}, if the send rate allows it now; {@code false}, and nothing is announced, if it does not. */
    boolean tryAnnounce(DeliveredFile file) throws InterruptedException;

    /** Announces a stale file with its new content. */
    void reannounce(DeliveredFile file) throws InterruptedException;

    /** A stale file will not be announced again. */
    void giveUp(DeliveredFile file, Failure why) throws InterruptedException;

    /** An application file that could not be taken; the rest goes on. {@code path} as in the manifest. */
    void fileFailed(String path, ErrorCode code, String message) throws InterruptedException;

    /** Whether this path was given to {@link #fileFailed}, also before a restart. */
    boolean hasFailed(String path);

    /** The work begins anew after a restart: what it reported before does not count. */
    void forgetFailures() throws InterruptedException;

    /** The first {@code limit} different paths that were given to {@link #fileFailed}, in that order, also before a restart. */
    List<String> failedPaths(int limit);

    /** A remark that is not a failure: entries of kinds that no backup takes. */
    void remark(String path, ErrorCode code, String message) throws InterruptedException;

    /** An {@code onProcess} of the application's own; nothing when the bundle is to end. Never throws for that or an interrupt. */
    void emitProgress(List<Map<String, Object>> progressInfo);

    /** What the application adds to {@code onResultReport}; kept until that comes. Never throws. */
    void addResult(List<Map<String, Object>> resultInfo);

    /**
     * A command of the application failed and the bundle goes on: an error in the report. Also when the bundle is to end; then too it
     * may throw {@code ProblemException}.
     */
    void extensionFailed(Failure why);

    /** What the application's commands have added to the report so far. */
    ApplicationResult applicationResult();

    /** The work goes on after a restart: what {@link #applicationResult} was before. */
    void goOnFrom(ApplicationResult earlier);

    /** Emits the last {@code onProcess} and {@code onResultReport}, unless that was done before a restart. Called before the index is announced. */
    void emitReport() throws InterruptedException;

    /** A file as it was announced last. */
    Optional<FileEntry> deliveredFile(String uri);

    /** Files that are announced and not closed, in the order of announcement, behind the one with this {@code seq}. */
    List<FileEntry> openFiles(long after, int limit);

    /** An announced file is damaged: it has to be announced anew. */
    void markStale(DeliveredFile file) throws InterruptedException;

    /** The files that have to be announced anew. */
    List<FileEntry> staleFiles();

    /** What only the bundle of a restore session does. */
    default RestoreTask restore() {
        throw new IllegalStateException("a backup restores nothing");
    }

    /** Waits until every announced file is closed, or one has become stale. */
    void awaitClient() throws InterruptedException;
}
