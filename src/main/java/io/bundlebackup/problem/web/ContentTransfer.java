package io.bundlebackup.problem.web;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRange;

/**
 * Sends a file's content by RFC 9110: conditions, one range, several ranges, or the whole. It goes by the container's sendfile
 * where the connection allows it; else nothing is buffered but a window.
 */
public final class ContentTransfer {
    private static final String OCTETS = "application/octet-stream";
    private static final String UNIT = "bytes=";
    private static final String SENDFILE = "org.apache.tomcat.sendfile.";
    private static final int WORTH_SENDFILE = 1 << 16;

    private record Stretch(long from, long count) {
        long last() {
            return from + count - 1;
        }
    }

    private final SentContent content;
    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final String etag;

    public ContentTransfer(SentContent content, HttpServletRequest request, HttpServletResponse response) {
        this.content = content;
        this.request = request;
        this.response = response;
        this.etag = '"' + content.etag() + '"';
    }

    /** @param onItsWay receives how many bytes another thread will send after this method has returned */
    public void send(LongConsumer onItsWay) throws IOException {
        ClientTimeouts.awaitReader(request);
        describe();
        if (!isWanted()) {
            return;
        }
        var ranges = ranges();
        if (ranges.isEmpty()) {
            response.setContentLengthLong(content.size());
            write(new Stretch(0, content.size()), onItsWay);
        } else if (ranges.size() == 1) {
            var range = ranges.getFirst();
            response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
            response.setHeader(HttpHeaders.CONTENT_RANGE, contentRange(range));
            response.setContentLengthLong(range.count);
            write(range, onItsWay);
        } else {
            writeAll(ranges);
        }
    }

    private void describe() {
        response.setContentType(OCTETS);
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, content.disposition());
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
        if (content.sha256() instanceof String sha256) {
            var digest = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(sha256));
            response.setHeader("Repr-Digest", "sha-256=:" + digest + ":");
        }
        response.setHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache, no-transform");
    }

    private boolean isWanted() {
        response.setHeader(HttpHeaders.ETAG, etag);
        response.setDateHeader(HttpHeaders.LAST_MODIFIED, content.lastModified().toEpochMilli());
        return switch (new Conditions(request, content.etag(), content.lastModified()).verdict()) {
            case SEND -> true;
            case NOT_MODIFIED -> {
                response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
                yield false;
            }
            case FAILED ->
                throw new ProblemException(
                        ProblemType.PRECONDITION_FAILED, "The file is not the one that the request names.");
        };
    }

    /** The ranges to send; none for the whole file. Ranges are defined for {@code GET} alone. */
    private List<Stretch> ranges() {
        var header = request.getHeader(HttpHeaders.RANGE);
        if (header == null || !request.getMethod().equals("GET") || !isOfBytes(header) || !isIfRange()) {
            return List.of();
        }
        var ranges = new ArrayList<Stretch>();
        long sum = 0;
        for (var range : parse(header)) {
            long from = start(range);
            if (from < content.size()) {
                var stretch = new Stretch(from, range.getRangeEnd(content.size()) - from + 1);
                ranges.add(stretch);
                sum += stretch.count;
            }
        }
        if (ranges.isEmpty()) {
            throw notSatisfiable();
        }
        // Overlapping ranges would have us send more than the file: RFC 9110, 14.2, lets us send the file.
        return ranges.size() > 1 && sum > content.size() ? List.of() : ranges;
    }

    private static boolean isOfBytes(String header) {
        return header.regionMatches(true, 0, UNIT, 0, UNIT.length());
    }

    private long start(HttpRange range) {
        return content.size() == 0 ? 0 : range.getRangeStart(content.size());
    }

    private List<HttpRange> parse(String header) {
        try {
            return HttpRange.parseRanges(UNIT + header.substring(UNIT.length()));
        } catch (IllegalArgumentException e) {
            throw notSatisfiable();
        }
    }

    private ProblemException notSatisfiable() {
        response.setHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + content.size());
        return new ProblemException(
                ProblemType.RANGE_NOT_SATISFIABLE, "The range lies outside the file's " + content.size() + " bytes.");
    }

    private boolean isIfRange() {
        var condition = request.getHeader(HttpHeaders.IF_RANGE);
        if (condition == null || condition.equals(etag)) {
            return true;
        }
        try {
            var date = DateTimeFormatter.RFC_1123_DATE_TIME.parse(condition, Instant::from);
            return date.getEpochSecond()
                    == content.lastModified().atOffset(ZoneOffset.UTC).toEpochSecond();
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private String contentRange(Stretch range) {
        return "bytes " + range.from + "-" + range.last() + "/" + content.size();
    }

    private void write(Stretch stretch, LongConsumer onItsWay) throws IOException {
        if (request.getMethod().equals("HEAD") || stretch.count == 0) {
            return;
        }
        // Little is sent as fast by hand.
        var byName = stretch.count >= WORTH_SENDFILE && Boolean.TRUE.equals(request.getAttribute(SENDFILE + "support"));
        var name = byName ? content.nameToSend() : null;
        if (name != null) {
            onItsWay.accept(stretch.count);
            request.setAttribute(SENDFILE + "filename", name);
            request.setAttribute(SENDFILE + "start", stretch.from);
            request.setAttribute(SENDFILE + "end", stretch.from + stretch.count);
        } else {
            content.writeTo(response.getOutputStream(), stretch.from, stretch.count);
        }
    }

    /** {@code multipart/byteranges} (RFC 9110, 14.6). */
    private void writeAll(List<Stretch> ranges) throws IOException {
        var boundary = UUID.randomUUID().toString();
        var heads = ranges.stream()
                .map(range -> ("\r\n--" + boundary + "\r\nContent-Type: " + OCTETS + "\r\nContent-Range: "
                                + contentRange(range) + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII))
                .toList();
        var end = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII);
        long length = end.length;
        for (int i = 0; i < heads.size(); i++) {
            length += heads.get(i).length + ranges.get(i).count;
        }
        response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
        response.setContentType("multipart/byteranges; boundary=" + boundary);
        response.setContentLengthLong(length);
        var out = response.getOutputStream();
        for (int i = 0; i < heads.size(); i++) {
            out.write(heads.get(i));
            content.writeTo(out, ranges.get(i).from, ranges.get(i).count);
        }
        out.write(end);
    }
}
