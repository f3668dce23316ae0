package io.bundlebackup.hostile.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.bundlebackup.client.Answer;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A request that is being made. Characters up to 255 become the byte of their number, so that any byte can be in the head. */
final class FuzzedRequest {
    /** A field of the head, or a parameter of the query. */
    record Field(String name, String value) {}

    final Operation operation;
    final List<Field> query = new ArrayList<>();
    final List<Field> headers = new ArrayList<>();
    String method;
    String path;
    String version = "HTTP/1.1";
    String token;
    byte @Nullable [] body;

    /** The body as the document allows it; null if the operation has none. */
    byte @Nullable [] valid;

    /** The whole request, instead of what the other fields say. */
    byte @Nullable [] whole;

    /** The framing is wrong or the request incomplete, so an answer is welcome and nothing more. */
    boolean broken;

    /** The method or the path is not that of the operation, so that its document does not say what the answer may be. */
    boolean elsewhere;

    FuzzedRequest(Operation operation, String path, String token) {
        this.operation = operation;
        this.method = operation.method();
        this.path = path;
        this.token = token;
    }

    void setHeader(String name, String value) {
        headers.removeIf(header -> header.name().equalsIgnoreCase(name));
        headers.add(new Field(name, value));
    }

    boolean has(String header) {
        return headers.stream().anyMatch(field -> field.name().equalsIgnoreCase(header));
    }

    /** The valid body; only if the operation has one of JSON. */
    JsonNode json() {
        return Answer.parse(new String(Objects.requireNonNull(valid), UTF_8));
    }

    /** Adds a parameter of the query whose value is a text that a client encodes. */
    void ask(String name, String value) {
        query.add(new Field(name, encoded(value)));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    String target() {
        var target = new StringBuilder(path);
        var separator = '?';
        for (var field : query) {
            target.append(separator).append(field.name()).append('=').append(field.value());
            separator = '&';
        }
        return target.toString();
    }

    byte[] bytes() {
        if (whole != null) {
            return whole;
        }
        var head = new StringBuilder();
        head.append(method)
                .append(' ')
                .append(target())
                .append(' ')
                .append(version)
                .append("\r\n");
        if (!has("Host")) {
            head.append("Host: localhost\r\n");
        }
        if (!token.isEmpty() && !has("Authorization")) {
            head.append("Authorization: Bearer ").append(token).append("\r\n");
        }
        for (var header : headers) {
            head.append(header.name()).append(": ").append(header.value()).append("\r\n");
        }
        if (body != null && !has("Content-Length") && !has("Transfer-Encoding")) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.append("\r\n").toString().getBytes(ISO_8859_1));
        if (body != null) {
            bytes.writeBytes(body);
        }
        return bytes.toByteArray();
    }
}
