package io.bundlebackup.upload.receive;

import io.bundlebackup.session.Restores;
import io.bundlebackup.session.state.Remember;
import io.bundlebackup.session.state.Restoration;
import io.bundlebackup.upload.store.UploadName;
import org.jspecify.annotations.Nullable;

/** What uploads need of the sessions, whose lifecycle is not theirs. */
public interface RestoringBundles {
    /** As {@link Restores#bundle}: for those who only look. */
    void requireKnown(String owner, String sessionId, String bundle);

    /** As {@link Restores#uploadable}. */
    void requireUploadable(String owner, String sessionId, String bundle);

    /** As {@link Restores#arriving}. */
    void arriving(String sessionId, String bundle);

    /** As {@link Restores#hand}. */
    <T> T hand(UploadName name, T answer, @Nullable Remember<T> remember);

    /** Whether {@link #requireUploadable} would let a known bundle pass: it is not published, not being tried, and has not ended. */
    boolean takesUploads(String owner, String sessionId, String bundle);

    /** As {@link #requireKnown}, of a bundle that has not ended; it may be published. */
    void requireRunning(String owner, String sessionId, String bundle);

    /** What of a known bundle is to be restored. */
    Restoration restoring(String owner, String sessionId, String bundle);

    /** As {@link Restores#publish}. */
    <T> T publish(
            String owner, String sessionId, String bundle, boolean dryRun, T answer, @Nullable Remember<T> remember);

    /** Those of the sessions. */
    static RestoringBundles of(Restores restores) {
        return new RestoringBundles() {
            @Override
            public void requireKnown(String owner, String sessionId, String bundle) {
                restores.bundle(owner, sessionId, bundle);
            }

            @Override
            public void requireUploadable(String owner, String sessionId, String bundle) {
                restores.uploadable(owner, sessionId, bundle);
            }

            @Override
            public void arriving(String sessionId, String bundle) {
                restores.arriving(sessionId, bundle);
            }

            @Override
            public <T> T hand(UploadName name, T answer, @Nullable Remember<T> remember) {
                return restores.hand(name.caller(), name.sessionId(), name.bundle(), name.uri(), answer, remember);
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
            public Restoration restoring(String owner, String sessionId, String bundle) {
                return restores.bundle(owner, sessionId, bundle).restoring();
            }

            @Override
            public <T> T publish(
                    String owner,
                    String sessionId,
                    String bundle,
                    boolean dryRun,
                    T answer,
                    @Nullable Remember<T> remember) {
                return restores.publish(owner, sessionId, bundle, dryRun, answer, remember);
            }
        };
    }
}
