package io.bundlebackup.upload.chain;

import io.bundlebackup.session.IncrementalSessions;
import io.bundlebackup.session.state.BundleId;

/** What earlier manifests need of the sessions, whose lifecycle is not theirs. */
public interface IncrementalBundles {
    /** As {@link IncrementalSessions#requireAppendable}. */
    void requireAppendable(String owner, BundleId bundle);

    /** As {@link IncrementalSessions#requireStillAppendable}. */
    void requireStillAppendable(String owner, BundleId bundle);

    /** As {@link IncrementalSessions#isLive}. */
    boolean isLive(String owner, String sessionId);

    /** As {@link IncrementalSessions#mostBundles}. */
    int most();

    /** Those of the sessions. */
    static IncrementalBundles of(IncrementalSessions increments) {
        return new IncrementalBundles() {
            @Override
            public void requireAppendable(String owner, BundleId bundle) {
                increments.requireAppendable(owner, bundle);
            }

            @Override
            public void requireStillAppendable(String owner, BundleId bundle) {
                increments.requireStillAppendable(owner, bundle);
            }

            @Override
            public boolean isLive(String owner, String sessionId) {
                return increments.isLive(owner, sessionId);
            }

            @Override
            public int most() {
                return increments.mostBundles();
            }
        };
    }
}
