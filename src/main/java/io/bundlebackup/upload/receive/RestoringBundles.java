package io.bundlebackup.upload.receive;

import io.bundlebackup.session.RestoreSessions;
import io.bundlebackup.session.reply.KeepReply;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.RestoreState;
import io.bundlebackup.upload.store.UploadName;
import org.jspecify.annotations.Nullable;

/** What uploads need of the sessions, whose lifecycle is not theirs. */
public interface RestoringBundles {
    /** As {@link RestoreSessions#bundle}: for requests that only read. */
    void requireKnown(String owner, BundleId bundle);

    /** As {@link RestoreSessions#uploadable}. */
    void requireUploadable(String owner, BundleId bundle);

    /** As {@link RestoreSessions#uploadArriving}. */
    void uploadArriving(BundleId bundle);

    /** As {@link RestoreSessions#issueHandle}. */
    <T> T issueHandle(UploadName name, T answer, @Nullable KeepReply<T> remember);

    /** Whether {@link #requireUploadable} would let a known bundle pass: it is not published, not being tried, and has not ended. */
    boolean takesUploads(String owner, BundleId bundle);

    /** As {@link #requireKnown}, of a bundle that has not ended; it may be published. */
    void requireRunning(String owner, BundleId bundle);

    /** The part of a known bundle that is to be restored. */
    RestoreState restoring(String owner, BundleId bundle);

    /** As {@link RestoreSessions#publish}. */
    <T> T publish(String owner, BundleId bundle, boolean dryRun, T answer, @Nullable KeepReply<T> remember);

    /** The bundles of restore sessions. */
    record OfSessions(RestoreSessions restores) implements RestoringBundles {
        @Override
        public void requireKnown(String owner, BundleId bundle) {
            restores.bundle(owner, bundle);
        }

        @Override
        public void requireUploadable(String owner, BundleId bundle) {
            restores.uploadable(owner, bundle);
        }

        @Override
        public void uploadArriving(BundleId bundle) {
            restores.uploadArriving(bundle);
        }

        @Override
        public <T> T issueHandle(UploadName name, T answer, @Nullable KeepReply<T> remember) {
            return restores.issueHandle(name.caller(), name.bundle(), name.uri(), answer, remember);
        }

        @Override
        public boolean takesUploads(String owner, BundleId bundle) {
            var found = restores.bundle(owner, bundle);
            return !found.publication().pending() && !found.ending();
        }

        @Override
        public void requireRunning(String owner, BundleId bundle) {
            restores.running(owner, bundle);
        }

        @Override
        public RestoreState restoring(String owner, BundleId bundle) {
            return restores.bundle(owner, bundle).restoring();
        }

        @Override
        public <T> T publish(String owner, BundleId bundle, boolean dryRun, T answer, @Nullable KeepReply<T> remember) {
            return restores.publish(owner, bundle, dryRun, answer, remember);
        }
    }
}
