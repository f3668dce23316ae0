package io.bundlebackup.upload.receive;

import io.bundlebackup.session.RestoreSessions;
import io.bundlebackup.session.reply.KeepReply;
import io.bundlebackup.session.state.RestoreState;
import io.bundlebackup.upload.store.UploadName;
import org.jspecify.annotations.Nullable;

/** What uploads need of the sessions, whose lifecycle is not theirs. */
public interface RestoringBundles {
    /** As {@link RestoreSessions#bundle}: for requests that only read. */
    void requireKnown(String owner, String sessionId, String bundle);

    /** As {@link RestoreSessions#uploadable}. */
    void requireUploadable(String owner, String sessionId, String bundle);

    /** As {@link RestoreSessions#uploadArriving}. */
    void uploadArriving(String sessionId, String bundle);

    /** As {@link RestoreSessions#issueHandle}. */
    <T> T issueHandle(UploadName name, T answer, @Nullable KeepReply<T> remember);

    /** Whether {@link #requireUploadable} would let a known bundle pass: it is not published, not being tried, and has not ended. */
    boolean takesUploads(String owner, String sessionId, String bundle);

    /** As {@link #requireKnown}, of a bundle that has not ended; it may be published. */
    void requireRunning(String owner, String sessionId, String bundle);

    /** The part of a known bundle that is to be restored. */
    RestoreState restoring(String owner, String sessionId, String bundle);

    /** As {@link RestoreSessions#publish}. */
    <T> T publish(
            String owner, String sessionId, String bundle, boolean dryRun, T answer, @Nullable KeepReply<T> remember);

    /** The bundles of restore sessions. */
    record OfSessions(RestoreSessions restores) implements RestoringBundles {
        @Override
        public void requireKnown(String owner, String sessionId, String bundle) {
            restores.bundle(owner, sessionId, bundle);
        }

        @Override
        public void requireUploadable(String owner, String sessionId, String bundle) {
            restores.uploadable(owner, sessionId, bundle);
        }

        @Override
        public void uploadArriving(String sessionId, String bundle) {
            restores.uploadArriving(sessionId, bundle);
        }

        @Override
        public <T> T issueHandle(UploadName name, T answer, @Nullable KeepReply<T> remember) {
            return restores.issueHandle(name.caller(), name.sessionId(), name.bundle(), name.uri(), answer, remember);
        }

        @Override
        public boolean takesUploads(String owner, String sessionId, String bundle) {
            var found = restores.bundle(owner, sessionId, bundle);
            return !found.publication().pending() && !found.ending();
        }

        @Override
        public void requireRunning(String owner, String sessionId, String bundle) {
            restores.running(owner, sessionId, bundle);
        }

        @Override
        public RestoreState restoring(String owner, String sessionId, String bundle) {
            return restores.bundle(owner, sessionId, bundle).restoring();
        }

        @Override
        public <T> T publish(
                String owner,
                String sessionId,
                String bundle,
                boolean dryRun,
                T answer,
                @Nullable KeepReply<T> remember) {
            return restores.publish(owner, sessionId, bundle, dryRun, answer, remember);
        }
    }
}
