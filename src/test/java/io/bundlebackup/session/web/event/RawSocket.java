package io.bundlebackup.session.web.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.client.Answer;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A client that reads when a test says so, answers no ping, and has little room for what it does not read. */
final class RawSocket implements AutoCloseable {
    static final String TOKEN = "whole-token";
    private static final int SMALL = 4 * 1024;
    private final Socket socket = new Socket();
    private final DataInputStream in;

    /**
     * What came until the connection was closed.
     *
     * @param closeCode 0 if it was cut without one
     */
    record Heard(List<JsonNode> events, int closeCode) {}

    RawSocket(int port) throws IOException {
        socket.setReceiveBufferSize(SMALL);
        socket.setSoTimeout(20_000);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        in = new DataInputStream(socket.getInputStream());
    }

    /** Sends a request whose line and header fields are these, and the token. */
    void send(String... lines) throws IOException {
        sendAs(TOKEN, lines);
    }

    void sendAs(String token, String... lines) throws IOException {
        var head = String.join("\r\n", lines) + "\r\nHost: 127.0.0.1\r\n"
                + (token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n") + "\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends a handshake; the headers come in addition. */
    void handshake(String path, String... headers) throws IOException {
        handshakeAs(TOKEN, path, headers);
    }

    void handshakeAs(String token, String path, String... headers) throws IOException {
        var lines = new ArrayList<String>();
        lines.add("GET " + path + " HTTP/1.1");
        lines.addAll(List.of("Connection: Upgrade", "Upgrade: websocket"));
        lines.addAll(List.of("Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
        lines.addAll(List.of(headers));
        sendAs(token, lines.toArray(String[]::new));
    }

    /** The head of the answer. */
    String head() throws IOException {
        var head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            head.write(in.readUnsignedByte());
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    /** An answer with a {@code Content-Length}. */
    Answer answer() throws IOException {
        var head = head();
        var length = Integer.parseInt(header(head, "Content-Length"));
        var type = Map.of("Content-Type", List.of(header(head, "Content-Type")));
        return new Answer(
                "a request on a socket",
                Integer.parseInt(head.substring(9, 12)),
                HttpHeaders.of(type, (name, value) -> true),
                in.readNBytes(length));
    }

    static String header(String head, String name) {
        return head.lines()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    /** Sends a text frame, masked with zeros. */
    void text(int length, boolean last) throws IOException {
        var frame = ByteBuffer.allocate(14 + length);
        frame.put((byte) (last ? 0x81 : 0x01))
                .put((byte) (0x80 | 127))
                .putLong(length)
                .putInt(0);
        while (frame.hasRemaining()) {
            frame.put((byte) 'a');
        }
        socket.getOutputStream().write(frame.array());
    }

    /** Reads frames until the connection ends; heartbeats, hello and pings are dropped. */
    Heard rest() throws IOException {
        var events = new ArrayList<JsonNode>();
        var message = new ByteArrayOutputStream();
        try {
            while (true) {
                int first = in.readUnsignedByte();
                var payload = payload();
                int opcode = first & 0x0f;
                if (opcode == 8) {
                    return new Heard(events, ByteBuffer.wrap(payload).getShort() & 0xffff);
                }
                if (opcode <= 1) {
                    message.write(payload);
                }
                if (opcode <= 1 && (first & 0x80) != 0) {
                    var json = Answer.parse(message.toString(StandardCharsets.UTF_8));
                    message.reset();
                    if (json.has("seq")) {
                        events.add(json);
                    }
                }
            }
        } catch (EOFException | SocketException e) {
            return new Heard(events, 0);
        }
    }

    private byte[] payload() throws IOException {
        long length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        assertThat(length).isLessThan(10_000_000);
        var payload = new byte[(int) length];
        in.readFully(payload);
        return payload;
    }

    /** Everything that comes until the connection ends, as text. */
    String allText() throws IOException {
        var all = new ByteArrayOutputStream();
        try {
            in.transferTo(all);
        } catch (SocketException e) {
            // Cut: what came, came.
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
