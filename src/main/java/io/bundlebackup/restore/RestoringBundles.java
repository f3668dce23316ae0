package io.bundlebackup.restore;

import io.bundlebackup.session.Remember;
import org.jspecify.annotations.Nullable;

/** What uploads need of the sessions, whose lifecycle is not theirs. */
interface RestoringBundles {
    /**
     * Refuses unless the bundle takes uploads.
     *
     * @throws io.bundlebackup.problem.ProblemException {@code no-such-session}, {@code no-such-bundle}, {@code wrong-session-type},
     *     {@code bundle-not-running}, {@code published}
     */
    void requireUploadable(String owner, String sessionId, String bundle);

    /** Refuses unless the bundle is the caller's and of a restore; for those who only look. */
    void requireKnown(String owner, String sessionId, String bundle);

    /** Bytes begin to arrive. */
    void arriving(String sessionId, String bundle);

    /** A client asks for the handle of an upload: it gets one event for each asking, now or when the bundle begins. */
    <T> T handle(UploadName name, T answer, @Nullable Remember<T> remember);

    /** Whether the bundle was published for good, so that publishing it again has nothing to do. */
    boolean published(String owner, String sessionId, String bundle);

    /** The transition: from now on the uploads are what they are. */
    <T> T publish(
            String owner, String sessionId, String bundle, boolean dryRun, T answer, @Nullable Remember<T> remember);
}
