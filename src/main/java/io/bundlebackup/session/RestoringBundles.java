package io.bundlebackup.session;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.session.reply.KeepReply;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.BundleSnapshot;
import org.jspecify.annotations.Nullable;

/** The bundles of restore sessions, as uploads need them. Thread-safe. */
public interface RestoringBundles {
    /**
     * A bundle to look at the uploads of.
     *
     * @throws ProblemException {@code no-such-session}, {@code no-such-bundle}, {@code wrong-session-type}
     */
    BundleSnapshot bundle(String owner, BundleId bundle);

    /**
     * A bundle to which something may be uploaded now.
     *
     * @throws ProblemException what {@link #bundle} throws; {@code published}; {@code bundle-not-running} once it has ended
     */
    BundleSnapshot uploadable(String owner, BundleId bundle);

    /**
     * A bundle that has not ended, published or not.
     *
     * @throws ProblemException what {@link #bundle} throws; {@code bundle-not-running} once it has ended
     */
    BundleSnapshot running(String owner, BundleId bundle);

    /** Bytes of an upload begin to arrive. Does not wait. */
    void uploadArriving(BundleId bundle);

    /**
     * OpenHarmony's {@code getFileHandle}: emits {@code onFileReady} now, or when the bundle begins; once for each request.
     *
     * @throws ProblemException what {@link #uploadable} throws; {@code too-many-requests}
     */
    <T> T issueHandle(String owner, BundleId bundle, String uri, T answer, @Nullable KeepReply<T> remember);

    /**
     * OpenHarmony's {@code publishFile}: all files are uploaded. The caller checks that first and keeps the uploads unchanged meanwhile.
     * May be repeated.
     *
     * @throws ProblemException {@code published} during a dry run, or a dry run after publishing; {@code bundle-not-running}
     */
    <T> T publish(String owner, BundleId bundle, boolean dryRun, T answer, @Nullable KeepReply<T> remember);
}
