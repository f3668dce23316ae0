package io.bundlebackup.problem.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collections;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.springframework.http.HttpHeaders;

/** Sends an answer with {@code Content-Encoding: gzip} to clients that accept it. */
public final class GzipCoding {
    private static final int BUFFER = 1 << 16;

    private GzipCoding() {}

    /** Sends the whole content, after the answer's other header fields are set. */
    public static void send(InputStream content, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        if (!isAccepted("gzip", request)) {
            content.transferTo(response.getOutputStream());
            return;
        }
        response.setHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
        var zipped = new Zipped(response.getOutputStream());
        try {
            content.transferTo(zipped);
            // Not after a failure: the client would take the answer for complete.
            zipped.finish();
        } finally {
            zipped.release();
        }
    }

    private static final class Zipped extends GZIPOutputStream {
        Zipped(OutputStream to) throws IOException {
            super(to, BUFFER);
            // Half of a manifest is digests, which no level makes smaller.
            def.setLevel(Deflater.BEST_SPEED);
        }

        /** Gives the memory outside of the heap back, and leaves the answer open. */
        void release() {
            def.end();
        }
    }

    /**
     * Whether the client accepts a coding (RFC 9110, 12.5.3): a weight of 0 refuses a coding, and {@code *} stands for all codings that are not
     * named.
     */
    public static boolean isAccepted(String wanted, HttpServletRequest request) {
        var any = false;
        for (var coding : String.join(",", Collections.list(request.getHeaders(HttpHeaders.ACCEPT_ENCODING)))
                .toLowerCase(Locale.ROOT)
                .split(",")) {
            var parts = coding.split(";", 2);
            var accepted = parts.length == 1 || !parts[1].strip().matches("q=0(\\.0*)?");
            var named = parts[0].strip();
            if (named.equals(wanted) || named.equals("x-" + wanted)) {
                return accepted;
            }
            if (named.equals("*")) {
                any = accepted;
            }
        }
        return any;
    }
}
