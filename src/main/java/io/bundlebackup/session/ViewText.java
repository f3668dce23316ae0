package io.bundlebackup.session;

import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.SessionSnapshot;

/** Renders sessions and bundles as clients see them: JSON objects without line breaks. Thread-safe. */
public interface ViewText {
    /** Without its bundles. */
    String session(SessionSnapshot session);

    String bundle(SessionSnapshot session, BundleSnapshot bundle);
}
