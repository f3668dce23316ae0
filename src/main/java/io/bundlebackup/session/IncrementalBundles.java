package io.bundlebackup.session;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.session.state.BundleId;

/** The bundles of incremental sessions before their append, as the upload of an earlier manifest needs them. Thread-safe. */
public interface IncrementalBundles {
    /**
     * Whether the manifest that a bundle's backup is to start from may be uploaded now.
     *
     * @throws ProblemException {@code no-such-session}; {@code wrong-session-type}; {@code session-ended}; {@code invalid-request} for
     *     an invalid name of a bundle; {@code already-appended}; {@code no-such-bundle} if it does not exist here
     */
    void requireAppendable(String owner, BundleId bundle);

    /** The same without reading the disk, for repeated checks while a manifest arrives. */
    void requireStillAppendable(String owner, BundleId bundle);

    /** Whether the caller's session is neither released nor expired. */
    boolean isLive(String owner, String sessionId);

    /** How many bundles a session takes. */
    int mostBundles();
}
