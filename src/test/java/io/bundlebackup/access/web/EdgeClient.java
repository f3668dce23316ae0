package io.bundlebackup.access.web;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.client.Answer;
import io.bundlebackup.client.HttpCaller;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** Talks to the running edge, with a client that follows HTTP and with one that sends any bytes. */
final class EdgeClient extends HttpCaller {
    static final String WHOLE = "whole-token";
    static final String ONLY_SYSTEM = "only-system";
    static final String ONLY_BACKUP = "only-backup";

    EdgeClient(int port) {
        super(port, WHOLE);
    }

    /** A request without a token. */
    HttpRequest.Builder anonymous(String path) {
        return as("").request(path);
    }

    HttpRequest.Builder json(String path, String body) {
        return request(path).header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body));
    }

    /** A connection of its own; the caller closes it. */
    Socket connect() throws IOException {
        var socket = new Socket("127.0.0.1", port());
        socket.setSoTimeout(30_000);
        return socket;
    }

    /** Sends these characters as they are, one byte each, and reads until the service closes or falls silent. */
    Answer raw(String text) throws IOException {
        try (var socket = new Socket("127.0.0.1", port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            return parse(socket.getInputStream().readAllBytes());
        }
    }

    private static Answer parse(byte[] bytes) {
        String all = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = all.indexOf("\r\n\r\n");
        assertThat(end).as("an HTTP answer in: " + all).isPositive();
        String[] head = all.substring(0, end).split("\r\n");
        byte[] body = all.substring(end + 4).getBytes(StandardCharsets.ISO_8859_1);
        var headers = Stream.of(head)
                .skip(1)
                .map(line -> line.split(":", 2))
                .collect(groupingBy(line -> line[0], mapping(line -> line[1].strip(), toList())));
        return new Answer(
                "these bytes",
                Integer.parseInt(head[0].split(" ")[1]),
                HttpHeaders.of(headers, (name, value) -> true),
                body);
    }
}
