package io.bundlebackup.upload.receive;

import io.bundlebackup.session.state.BundleId;

/**
 * Told what becomes of uploads, after it is committed, by the thread of the request and with no lock held. It must not take long, and
 * what it throws reaches the request.
 */
public interface UploadListener {
    /** An upload is all there. */
    void complete(BundleId bundle, String uri);

    /** Something else has changed: a manifest came or went, an upload that was there has other bytes now or is gone. */
    void changed(BundleId bundle, String uri);
}
