package io.bundlebackup.hostile.fuzz;

import static io.bundlebackup.hostile.fuzz.Bodies.one;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Requests whose beginning or end cannot be told, or can be told in two ways. */
final class Framing {
    private static final List<String> LENGTHS = List.of(
            "-1",
            "a",
            "",
            "0x10",
            "+1",
            "1, 2",
            "1 2",
            "99999999999999999999",
            "2147483648",
            "1000000",
            "0",
            "1;",
            "1.0");

    private static final List<String> CODINGS = List.of(
            "chunked, chunked",
            "gzip, chunked",
            "chunked, gzip",
            "identity",
            "xchunked",
            "CHUNKED ",
            "chunked;a=b",
            "");

    private static final List<String> CHUNKS = List.of(
            "zz\r\n{}\r\n0\r\n\r\n",
            "-1\r\n{}\r\n0\r\n\r\n",
            "2\r\n{}0\r\n\r\n",
            "2\n{}\n0\n\n",
            "ffffffffffffffff\r\n{}\r\n0\r\n\r\n",
            "7fffffff\r\n{}",
            "2;a=b\r\n{}\r\n0\r\n\r\n",
            "2;" + "a".repeat(9_000) + "\r\n{}\r\n0\r\n\r\n",
            "0\r\nX-Trailer: 1\r\n\r\n",
            "0\r\nContent-Length: 5\r\n\r\n",
            "0\r\nX: " + "a".repeat(9_000) + "\r\n\r\n",
            "0\r\nBad Trailer: 1\r\n\r\n",
            "0\r\n",
            "\r\n\r\n",
            "2\r\n{}\r\n",
            "00000000000000000002\r\n{}\r\n0\r\n\r\n");

    private static final List<String> VERSIONS = List.of(
            "HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/1.2", "HTTP/9.9", "http/1.1", "HTTP/1.1 ", "HTTP", "", "FOO/1.1");

    private Framing() {}

    static void spoil(FuzzedRequest request, Random random) {
        request.broken = true;
        request.elsewhere = true;
        request.body = request.body == null ? new byte[] {'{', '}'} : request.body;
        switch (random.nextInt(12)) {
            case 0 -> request.setHeader("Content-Length", one(LENGTHS, random));
            case 1 -> {
                request.setHeader("Content-Length", Integer.toString(request.body.length));
                request.headers.add(
                        new FuzzedRequest.Field("Content-Length", Integer.toString(request.body.length + 1)));
            }
            case 2 -> chunked(request, "chunked", random);
            case 3 -> chunked(request, one(CODINGS, random), random);
            case 4 -> {
                request.setHeader("Content-Length", "2");
                request.headers.add(new FuzzedRequest.Field("Transfer-Encoding", "chunked"));
                request.body = bytes(one(CHUNKS, random));
            }
            case 5 -> request.version = one(VERSIONS, random);
            case 6 ->
                line(
                        request,
                        one(
                                List.of(
                                        "X-Folded: a\r\n b",
                                        "X-Long: " + "a".repeat(17_000),
                                        "X-A: b\r\n".repeat(150) + "X: c",
                                        ": no name",
                                        "no colon",
                                        "Bad Name: a",
                                        "X-\u00e9: a",
                                        "X: a\r b",
                                        "X: a\n Y: b",
                                        "X: \u0000",
                                        "Host: localhost",
                                        "Host : localhost",
                                        " leading: a",
                                        "Transfer-Encoding : chunked",
                                        "Content-Length: 0\nContent-Length: 5"),
                                random));
            case 7 -> request.whole = Arrays.copyOf(request.bytes(), random.nextInt(1, request.bytes().length));
            case 8 -> {
                request.setHeader("Expect", "100-continue");
                request.setHeader("Content-Length", Integer.toString(request.body.length + random.nextInt(3)));
            }
            case 9 ->
                request.whole = prefixed(
                        request.bytes(), one(List.of("\r\n", "\n\n\n", " ", "\u0000", "\u0016\u0003\u0001"), random));
            case 10 ->
                request.whole = new String(request.bytes(), ISO_8859_1)
                        .replace("\r\n", one(List.of("\n", "\r", "\r\r\n", "\r\n "), random))
                        .getBytes(ISO_8859_1);
            default ->
                request.whole = bytes(one(
                        List.of(
                                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                                "GET\r\n\r\n",
                                "\r\n",
                                "GET /api/v1/version\r\n\r\n",
                                "GET  /api/v1/version HTTP/1.1\r\nHost: a\r\n\r\n",
                                "GET /api/v1/version HTTP/1.1\r\n\r\n",
                                "GET /api/v1/version HTTP/1.1 \r\nHost: a\r\n\r\n",
                                "GET\t/api/v1/version\tHTTP/1.1\r\nHost: a\r\n\r\n",
                                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
                                "a".repeat(20_000),
                                "\u0000".repeat(100)),
                        random));
        }
    }

    private static void chunked(FuzzedRequest request, String coding, Random random) {
        request.setHeader("Transfer-Encoding", coding);
        request.body = bytes(one(CHUNKS, random));
    }

    private static void line(FuzzedRequest request, String line) {
        var text = new String(request.bytes(), ISO_8859_1);
        int end = text.indexOf("\r\n") + 2;
        request.whole = (text.substring(0, end) + line + "\r\n" + text.substring(end)).getBytes(ISO_8859_1);
    }

    private static byte[] prefixed(byte[] request, String prefix) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(bytes(prefix));
        bytes.writeBytes(request);
        return bytes.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
