package io.bundlebackup.upload.web;

import io.bundlebackup.client.Answer;
import io.bundlebackup.client.HttpCaller;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A caller of the running service that uploads: with a client that follows HTTP, or with one that breaks off and waits as it likes. */
final class UploadClient extends HttpCaller {
    UploadClient(int port, String token) {
        super(port, token);
    }

    Answer upload(String path, String content, String... headers) {
        return send("PUT", path, content, headers);
    }

    /** IETF resumable uploads. */
    Answer patch(String path, long offset, String body, boolean last, String... headers) {
        var all = with(
                headers,
                "Content-Type",
                "application/partial-upload",
                "Upload-Offset",
                Long.toString(offset),
                "Upload-Complete",
                last ? "?1" : "?0");
        return send("PATCH", path, body, all);
    }

    Answer tus(String method, String path, long offset, String body, String... headers) {
        var all = with(
                headers,
                "Content-Type",
                "application/offset+octet-stream",
                "Upload-Offset",
                Long.toString(offset),
                "Tus-Resumable",
                "1.0.0");
        return send(method, path, body, all);
    }

    /** Where an upload stands; 0 if there is none. */
    long offset(String path) {
        var answer = get(path);
        return answer.status() == 404 ? 0 : answer.is(200).json().path("offset").asLong();
    }

    /** A request whose head is sent; its body is for the test to send. */
    Open open(String method, String path, String... headers) throws IOException {
        var open = new Open(new Socket("127.0.0.1", port()));
        open.socket.setSoTimeout(15_000);
        var head = new StringBuilder(
                method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token() + "\r\n");
        for (int i = 0; i < headers.length; i += 2) {
            head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        open.send(head.append("\r\n").toString());
        return open;
    }

    /** A connection in the test's hands. */
    record Open(Socket socket) implements AutoCloseable {
        void send(String bytes) throws IOException {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
        }

        /** The head of what the service says next. */
        String head() throws IOException {
            var head = new ByteArrayOutputStream();
            var in = socket.getInputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                head.write(b);
                if (head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                    break;
                }
            }
            return head.toString(StandardCharsets.ISO_8859_1);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
