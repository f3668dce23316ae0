package io.bundlebackup.upload.receive;

import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * What one request brings of an upload.
 *
 * @param body the bytes; read once, closed by the caller
 * @param length how many there are, -1 if the request does not say; fewer mean that the connection broke
 * @param from where they belong; {@code null}: this is the whole upload, whatever was there
 * @param last whether the upload is complete with them
 * @param most how many there may be at most, beside what the upload's size says; -1 without such a bound
 * @param size how large the whole is to be, if the request says
 * @param content what the digest of these bytes is to be
 * @param whole what the digest of the whole upload is to be; looked at when it is complete
 */
public record UploadChunk(
        InputStream body,
        long length,
        @Nullable Long from,
        boolean last,
        long most,
        @Nullable Long size,
        ExpectedDigests content,
        ExpectedDigests whole) {

    /** The whole upload. */
    public static UploadChunk whole(InputStream body, long length) {
        return new UploadChunk(body, length, null, true, -1, null, ExpectedDigests.NONE, ExpectedDigests.NONE);
    }

    /** A piece of it. */
    public static UploadChunk piece(InputStream body, long length, long from, boolean last) {
        return new UploadChunk(body, length, from, last, -1, null, ExpectedDigests.NONE, ExpectedDigests.NONE);
    }

    public UploadChunk sized(@Nullable Long total) {
        return new UploadChunk(body, length, from, last, most, total, content, whole);
    }

    /** As large as the request's range says, no more, no less. */
    public UploadChunk exactly(long count) {
        return new UploadChunk(body, length, from, last, count, size, content, whole);
    }

    public UploadChunk digested(ExpectedDigests ofContent, ExpectedDigests ofWhole) {
        return new UploadChunk(body, length, from, last, most, size, ofContent, ofWhole);
    }
}
