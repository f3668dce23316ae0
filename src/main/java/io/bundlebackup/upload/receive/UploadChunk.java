package io.bundlebackup.upload.receive;

import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one request for an upload.
 *
 * @param body the bytes; read once, closed by the caller
 * @param length their number, -1 if the request does not give it; if fewer arrive, the connection broke
 * @param from the offset of the first byte; {@code null} if this is the whole upload and replaces what was there
 * @param last whether the upload is complete with them
 * @param most the largest number of bytes, besides the limit by the upload's size; -1 without such a limit
 * @param size the size of the whole upload, if the request gives it
 * @param content the expected digest of these bytes
 * @param whole the expected digest of the whole upload; checked when the upload is complete
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

    /** A piece of an upload. */
    public static UploadChunk piece(InputStream body, long length, long from, boolean last) {
        return new UploadChunk(body, length, from, last, -1, null, ExpectedDigests.NONE, ExpectedDigests.NONE);
    }

    public UploadChunk sized(@Nullable Long total) {
        return new UploadChunk(body, length, from, last, most, total, content, whole);
    }

    /** A chunk with exactly as many bytes as the range of the request says. */
    public UploadChunk exactly(long count) {
        return new UploadChunk(body, length, from, last, count, size, content, whole);
    }

    public UploadChunk digested(ExpectedDigests ofContent, ExpectedDigests ofWhole) {
        return new UploadChunk(body, length, from, last, most, size, ofContent, ofWhole);
    }
}
