package io.bundlebackup.upload.web;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.problem.web.ClientTimeouts;
import io.bundlebackup.upload.receive.UploadChunk;
import io.bundlebackup.upload.store.Upload;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Reads and writes the header fields of the three dialects. */
final class UploadHeaders {
    static final String OFFSET = "Upload-Offset";
    static final String COMPLETE = "Upload-Complete";
    static final String LENGTH = "Upload-Length";
    static final String CONTENT_DIGEST = "Content-Digest";
    static final String REPR_DIGEST = "Repr-Digest";
    static final String PARTIAL = "application/partial-upload";
    static final String TUS = "application/offset+octet-stream";
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private final HttpServletRequest request;

    UploadHeaders(HttpServletRequest request) {
        this.request = request;
    }

    /** The chunk of a {@code PUT}; {@code null} if the request only asks for the offset. */
    @Nullable
    UploadChunk ofPut() throws IOException {
        requireNoCoding();
        var range = request.getHeader(HttpHeaders.CONTENT_RANGE);
        var length = request.getContentLengthLong();
        UploadChunk chunk;
        if (range != null) {
            chunk = ofRange(ContentRange.parse(range), length);
        } else if (Boolean.FALSE.equals(complete())) {
            chunk = UploadChunk.piece(body(), length, 0, false).sized(number(LENGTH));
        } else {
            chunk = UploadChunk.whole(body(), length).sized(number(LENGTH));
        }
        return chunk == null ? null : digested(chunk);
    }

    private @Nullable UploadChunk ofRange(ContentRange range, long length) throws IOException {
        if (length >= 0 && length != range.count()) {
            throw ProblemException.invalidHeader(
                    HttpHeaders.CONTENT_RANGE, "names " + range.count() + " bytes, and the body has " + length);
        }
        var first = range.first();
        if (first == null) {
            return null;
        }
        var body = body();
        // "curl -C - -T" names the whole file as a range, because it cannot know where to go on.
        var chunk = range.isWhole()
                ? UploadChunk.whole(body, length)
                : UploadChunk.piece(body, length, first, range.isLast());
        return chunk.sized(range.total()).exactly(range.count());
    }

    /** The chunk of a manifest, which cannot be resumed. */
    UploadChunk ofManifest() throws IOException {
        requireNoCoding();
        if (request.getHeader(HttpHeaders.CONTENT_RANGE) != null) {
            throw ProblemException.invalidHeader(
                    HttpHeaders.CONTENT_RANGE, "cannot be used here: a manifest is sent whole");
        }
        return digested(UploadChunk.whole(body(), request.getContentLengthLong()));
    }

    /** The chunk of a {@code PATCH}, in the dialect of its content type. */
    UploadChunk ofPatch() throws IOException {
        requireNoCoding();
        var tus = String.valueOf(request.getContentType()).startsWith(TUS);
        var offset = number(OFFSET);
        if (offset == null) {
            throw ProblemException.invalidHeader(OFFSET, "is required");
        }
        Boolean last = tus ? Boolean.FALSE : complete();
        if (last == null) {
            throw ProblemException.invalidHeader(COMPLETE, "is required, as ?1 or ?0");
        }
        return digested(UploadChunk.piece(body(), request.getContentLengthLong(), offset, last)
                .sized(number(LENGTH)));
    }

    private UploadChunk digested(UploadChunk chunk) {
        return chunk.digested(DigestField.of(request, CONTENT_DIGEST), DigestField.of(request, REPR_DIGEST));
    }

    private InputStream body() throws IOException {
        ClientTimeouts.awaitBody(request);
        return request.getInputStream();
    }

    /** Refuses encoded bodies, because offsets count the bytes that arrive. */
    private void requireNoCoding() {
        var coding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (coding != null && !coding.equalsIgnoreCase("identity")) {
            throw new ProblemException(
                    ProblemType.UNSUPPORTED_MEDIA_TYPE, "A body with a Content-Encoding is not understood here.");
        }
    }

    private @Nullable Long number(String header) {
        var text = request.getHeader(header);
        if (text == null) {
            return null;
        }
        if (!NUMBER.matcher(text.strip()).matches()) {
            throw ProblemException.invalidHeader(header, "must be a number of bytes");
        }
        return Long.valueOf(text.strip());
    }

    private @Nullable Boolean complete() {
        var text = request.getHeader(COMPLETE);
        if (text == null) {
            return null;
        }
        return switch (text.strip()) {
            case "?1" -> true;
            case "?0" -> false;
            default -> throw ProblemException.invalidHeader(COMPLETE, "must be ?1 or ?0");
        };
    }

    /** Writes the state of an upload. */
    static void write(Upload upload, HttpServletResponse response) {
        response.setHeader(OFFSET, Long.toString(upload.offset()));
        response.setHeader(COMPLETE, upload.complete() ? "?1" : "?0");
        var size = upload.size();
        if (size != null) {
            response.setHeader(LENGTH, Long.toString(size));
        }
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}
