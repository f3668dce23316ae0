package io.bundlebackup.hostile.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An answer, read as RFC 9112 says and no less strictly. */
record WireAnswer(int status, Map<String, String> headers, byte[] body, boolean last) {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 ([1-5][0-9][0-9]) [ -~]*");
    private static final Pattern HEADER = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+): ?([\t -~\u0080-\u00ff]*)");
    private static final int LARGEST = 16 << 20;

    /** What came is not HTTP. */
    static final class NotHttpException extends IOException {
        private static final long serialVersionUID = 1;

        NotHttpException(String message) {
            super(message);
        }
    }

    /**
     * Reads one answer; interim answers before it are skipped.
     *
     * @return null if the connection ended before its first byte
     */
    static @Nullable WireAnswer read(InputStream in, String method) throws IOException {
        while (true) {
            var line = line(in);
            if (line == null) {
                return null;
            }
            var status = STATUS.matcher(line);
            if (!status.matches()) {
                throw new NotHttpException("no status line: " + line);
            }
            int number = Integer.parseInt(status.group(1));
            var headers = headers(in);
            if (number == 101 || number >= 200) {
                return of(in, method, number, headers);
            }
        }
    }

    private static WireAnswer of(InputStream in, String method, int status, Map<String, String> headers)
            throws IOException {
        boolean closes = headers.getOrDefault("connection", "").equalsIgnoreCase("close");
        var type = headers.getOrDefault("content-type", "");
        boolean bare = method.equals("HEAD") || status == 204 || status == 304;
        if (status == 101 || type.startsWith("text/event-stream") && !bare) {
            return new WireAnswer(status, headers, new byte[0], true);
        }
        if (headers.containsKey("content-length") && headers.containsKey("transfer-encoding")) {
            throw new NotHttpException("both Content-Length and Transfer-Encoding");
        }
        if (bare) {
            return new WireAnswer(status, headers, new byte[0], closes);
        }
        if (headers.containsKey("content-length")) {
            int length = Integer.parseInt(headers.getOrDefault("content-length", ""));
            var body = in.readNBytes(Math.min(length, LARGEST));
            if (body.length < length) {
                throw new NotHttpException(body.length + " bytes of " + length);
            }
            return new WireAnswer(status, headers, body, closes);
        }
        if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
            return new WireAnswer(status, headers, chunks(in), closes);
        }
        if (!closes) {
            throw new NotHttpException("a body without an end");
        }
        return new WireAnswer(status, headers, in.readNBytes(LARGEST), true);
    }

    private static Map<String, String> headers(InputStream in) throws IOException {
        var headers = new HashMap<String, String>();
        for (var line = line(in); ; line = line(in)) {
            if (line == null) {
                throw new NotHttpException("a head without an end");
            }
            if (line.isEmpty()) {
                return headers;
            }
            var header = HEADER.matcher(line);
            if (!header.matches()) {
                throw new NotHttpException("no header field: " + line);
            }
            headers.merge(
                    header.group(1).toLowerCase(Locale.ROOT),
                    header.group(2),
                    (first, second) -> first + ", " + second);
        }
    }

    private static byte[] chunks(InputStream in) throws IOException {
        var body = new ByteArrayOutputStream();
        while (true) {
            var line = line(in);
            if (line == null || !line.matches("[0-9A-Fa-f]{1,8}")) {
                throw new NotHttpException("no size of a chunk: " + line);
            }
            int size = Integer.parseInt(line, 16);
            body.writeBytes(in.readNBytes(size));
            if (!"".equals(line(in))) {
                throw new NotHttpException("a chunk without an end");
            }
            if (size == 0) {
                return body.toByteArray();
            }
        }
    }

    /** A line that ends with CR LF; null at the end of the stream. */
    private static @Nullable String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); ; b = in.read()) {
            if (b < 0 && line.size() == 0) {
                return null;
            }
            if (b < 0) {
                throw new NotHttpException("a line without an end: " + line.toString(ISO_8859_1));
            }
            if (b == '\n') {
                var text = line.toString(ISO_8859_1);
                if (!text.endsWith("\r")) {
                    throw new NotHttpException("a line feed alone: " + text);
                }
                return text.substring(0, text.length() - 1);
            }
            line.write(b);
        }
    }

    String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    String text() {
        return new String(body, UTF_8);
    }
}
