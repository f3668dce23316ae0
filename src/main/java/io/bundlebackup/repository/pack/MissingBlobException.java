package io.bundlebackup.repository.pack;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobType;
import java.io.IOException;
import java.util.Locale;

/** The index of a repository has no such blob. */
public final class MissingBlobException extends IOException {
    private static final long serialVersionUID = 1L;

    public MissingBlobException(BlobId id, BlobType type) {
        super("the repository has no " + type.name().toLowerCase(Locale.ROOT) + " blob " + id);
    }
}
