package io.bundlebackup.repository.tree;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.repository.blob.BlobReader;
import io.bundlebackup.repository.blob.BlobType;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** A part of a file's content. Memory: one blob. Not thread-safe. */
final class NodeContent extends InputStream {
    private final BlobReader blobs;
    private final List<BlobId> ids;
    private int next;
    /** Bytes to skip before the part begins. */
    private long skip;

    private long left;
    private byte[] blob = {};
    private int at;

    NodeContent(BlobReader blobs, List<BlobId> ids, long from, long count) {
        this.blobs = blobs;
        this.ids = ids;
        this.skip = from;
        this.left = count;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0) {
            return -1;
        }
        while (at == blob.length) {
            load();
        }
        int count = (int) Math.min(Math.min(length, blob.length - at), left);
        System.arraycopy(blob, at, into, offset, count);
        at += count;
        left -= count;
        return count;
    }

    /** Loads the next blob that the part needs; the index knows the lengths of those before it. */
    private void load() throws IOException {
        while (next < ids.size()) {
            var id = ids.get(next++);
            if (skip > 0) {
                int length = blobs.length(id, BlobType.DATA);
                if (length < 0) {
                    throw new IOException("the repository lacks the blob " + id);
                }
                if (skip >= length) {
                    skip -= length;
                    continue;
                }
            }
            blob = blobs.load(id, BlobType.DATA);
            at = (int) skip;
            skip = 0;
            return;
        }
        throw new InvalidTreeException("a file is damaged: its content is shorter than its size");
    }
}
