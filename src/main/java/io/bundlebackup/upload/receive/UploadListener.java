package io.bundlebackup.upload.receive;

import io.bundlebackup.session.state.BundleId;

/**
 * Receives changes of uploads after they are committed, on the thread of the request and without a lock. Implementations return quickly; an
 * exception reaches the request.
 */
public interface UploadListener {
    /** An upload is complete. */
    void complete(BundleId bundle, String uri);

    /** A manifest was uploaded or deleted, or a complete upload was replaced or deleted. */
    void changed(BundleId bundle, String uri);
}
