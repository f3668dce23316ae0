package io.bundlebackup.repository.pack;

import io.bundlebackup.repository.crypto.Sealer;

/** Where a blob lies. Filled by look-ups, so that millions of them make no garbage; for one thread. */
public final class BlobLocation {
    /** The number of the pack in its {@link BlobIndex}. */
    int pack;

    int offset;

    /** Of the sealed blob. */
    int length;

    /** 0 if the blob is not compressed. */
    int uncompressed;

    public int pack() {
        return pack;
    }

    /** The length of the sealed blob in its pack. */
    public int storedLength() {
        return length;
    }

    /** The length of the content. */
    public int plainLength() {
        return uncompressed > 0 ? uncompressed : length - Sealer.OVERHEAD;
    }
}
