package io.bundlebackup.hostile.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Sends one request over a connection of its own, and an ordinary one after it if the connection stays. */
final class WireExchange {
    private static final String CLOSED = "closed without saying so";
    private static final Duration SLOW = Duration.ofSeconds(10);
    private static final int GIVEN_UP = 20_000;
    private static final byte[] ORDINARY =
            "GET /api/v1/version HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1);

    private final int port;
    private final Judge judge;
    private int streams;

    WireExchange(int port, Judge judge) {
        this.port = port;
        this.judge = judge;
    }

    /** How many streams of events were opened, and left. */
    int streams() {
        return streams;
    }

    /** Says what is wrong; null if nothing is. */
    @Nullable
    String complaint(FuzzedRequest request) {
        var complaint = answered(request);
        // Seldom a connection ends without a word, and not again after the same request: only the second time counts.
        return CLOSED.equals(complaint) ? answered(request) : complaint;
    }

    private @Nullable String answered(FuzzedRequest request) {
        try (var socket = new Socket()) {
            socket.setSoTimeout(GIVEN_UP);
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress("127.0.0.1", port), GIVEN_UP);
            var begin = System.nanoTime();
            send(socket, request);
            var in = new BufferedInputStream(socket.getInputStream());
            var answer = answer(in, request);
            var took = Duration.ofNanos(System.nanoTime() - begin);
            if (answer == null) {
                return request.broken ? null : "no answer";
            }
            if (answer.header("Content-Type").startsWith("text/event-stream")) {
                streams++;
            }
            if (took.compareTo(SLOW) > 0) {
                return "slow: " + took.toSeconds() + " s";
            }
            var complaint = judge.complaint(request, answer);
            if (complaint != null) {
                return complaint + "\n" + shown(answer);
            }
            return answer.last() || request.broken ? null : next(socket, in, request.elsewhere);
        } catch (SocketTimeoutException e) {
            return "no answer in time";
        } catch (IOException e) {
            return "no HTTP: " + e.getMessage();
        }
    }

    private static void send(Socket socket, FuzzedRequest request) throws IOException {
        try {
            socket.getOutputStream().write(request.bytes());
            if (request.broken) {
                socket.shutdownOutput();
            }
        } catch (IOException refused) {
            // The service may answer and close before it has read everything.
            if (socket.isClosed()) {
                throw refused;
            }
        }
    }

    private static @Nullable WireAnswer answer(BufferedInputStream in, FuzzedRequest request) throws IOException {
        try {
            return WireAnswer.read(in, request.method);
        } catch (WireAnswer.NotHttpException | SocketTimeoutException e) {
            throw e;
        } catch (IOException reset) {
            if (request.broken) {
                return null;
            }
            throw reset;
        }
    }

    /** What is left of the request would be read as the beginning of the next. */
    private static @Nullable String next(Socket socket, BufferedInputStream in, boolean mayClose) throws IOException {
        socket.getOutputStream().write(ORDINARY);
        var answer = WireAnswer.read(in, "GET");
        if (answer == null) {
            return mayClose ? null : CLOSED;
        }
        return answer.status() == 200 && answer.text().contains("backupVersion")
                ? null
                : "an ordinary request after it is answered with " + shown(answer);
    }

    private static String shown(WireAnswer answer) {
        var text = answer.text();
        return answer.status() + " " + text.substring(0, Math.min(1_000, text.length()));
    }
}
