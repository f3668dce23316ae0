package io.bundlebackup.hostile.fuzz;

import static io.bundlebackup.hostile.fuzz.Bodies.one;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RunningService;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Handshakes and frames on the WebSockets of events that no client of good will sends; repeated as {@link OpenApiFuzzIntegrationTests}
 * says.
 */
class EventSocketFuzzIntegrationTests extends JourneyTest {
    private static final byte[] LAST_WORD = "still there?".getBytes(UTF_8);
    private static final int STAYED_OPEN = -1;
    private static final int SILENT = -2;

    /** How the service may end a socket because of a frame. */
    private static final Set<Integer> REFUSALS = Set.of(1002, 1003, 1007, 1008, 1009);

    private static final List<String> QUERIES = List.of(
            "",
            "after=now",
            "after=-1",
            "after=99999999999999999999",
            "after=%00",
            "after=1&after=2",
            "types=onFoo",
            "types=",
            "types=onProcess," + "onProcess,".repeat(500),
            "ticket=",
            "ticket=wrong",
            "ticket=" + "a".repeat(5_000),
            "ticket=%00&ticket=b",
            "cursor=a",
            "cursor=",
            "unknown=1",
            "wait=999",
            "limit=0");

    private final List<String> failures = new ArrayList<>();

    @Override
    public List<String> settings() {
        return OpenApiFuzzIntegrationTests.SETTINGS;
    }

    @Test
    void everyFrameIsTakenOrEndsTheSocketWithItsCode() throws Exception {
        System.out.println("fuzz.seed=" + OpenApiFuzzIntegrationTests.SEED);
        var session = alice.open();
        var url = session.url("/events");
        int kinds = ClientFrames.values().length;
        try (var errors = new LoggedErrors()) {
            for (int number = 0; number < kinds * OpenApiFuzzIntegrationTests.REQUESTS / 4; number++) {
                if (OpenApiFuzzIntegrationTests.isWanted(number)) {
                    var random = OpenApiFuzzIntegrationTests.random(number);
                    var kind = ClientFrames.values()[number % kinds];
                    var wrong = converse(random.nextInt(4) == 0 ? "/api/v1/events" : url, kind, random);
                    if (wrong != null) {
                        failures.add(kind + ", " + OpenApiFuzzIntegrationTests.repeat(number) + ": " + wrong);
                    }
                }
            }

            assertThat(failures).isEmpty();
            assertThat(errors.takeLast()).isNull();
        }
    }

    @Test
    void everyHandshakeIsAcceptedOrRefusedWithAProblem() throws Exception {
        var document = alice.get("/v3/api-docs").is(200).json();
        var judge = new Judge(document.path("info").path("description").asString());
        var operation = Operation.of(document).stream()
                .filter(one -> one.id().equals("listEvents"))
                .findFirst()
                .orElseThrow();
        var exchange = new WireExchange(service.port(), judge);
        var path = alice.open().url("/events");
        try (var errors = new LoggedErrors()) {
            for (int number = 0; number < 4 * OpenApiFuzzIntegrationTests.REQUESTS; number++) {
                if (OpenApiFuzzIntegrationTests.isWanted(number)) {
                    var handshake = handshake(operation, path, OpenApiFuzzIntegrationTests.random(number));
                    var wrong = exchange.complaint(handshake);
                    if (wrong != null) {
                        failures.add(OpenApiFuzzIntegrationTests.repeat(number) + ": " + wrong + "\n"
                                + new String(handshake.bytes(), UTF_8));
                    }
                }
            }

            assertThat(failures).isEmpty();
            assertThat(errors.takeLast()).isNull();
        }
    }

    private static FuzzedRequest handshake(Operation operation, String path, Random random) {
        var request = new FuzzedRequest(operation, path, RunningService.ALICE);
        request.setHeader("Connection", "Upgrade");
        request.setHeader("Upgrade", "websocket");
        request.setHeader("Sec-WebSocket-Version", "13");
        request.setHeader("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        request.path = path + "?" + one(QUERIES, random);
        switch (random.nextInt(5)) {
            case 0 -> Headers.any(request, random);
            case 1 ->
                request.setHeader(
                        "Sec-WebSocket-Protocol",
                        one(List.of("backup.v1+json", "other", "", ",", "a b", "a,".repeat(900)), random));
            case 2 ->
                request.setHeader(
                        "Sec-WebSocket-Extensions",
                        one(
                                List.of(
                                        "permessage-deflate",
                                        "permessage-deflate; server_max_window_bits=99",
                                        "x;\"",
                                        "",
                                        "a,".repeat(900)),
                                random));
            case 3 -> request.headers.remove(random.nextInt(request.headers.size()));
            default -> Family.CALLERS.spoil(request, random);
        }
        return request;
    }

    /** Sends frames of a kind, and asks whether the service is still there; null if the answer is as it should be. */
    private @Nullable String converse(String url, ClientFrames kind, Random random) throws IOException {
        var frames = new ByteArrayOutputStream();
        kind.write(frames, random);
        frames.writeBytes(ClientFrames.frame(0x80 | ClientFrames.PING, LAST_WORD));
        try (var socket = new Socket()) {
            socket.setSoTimeout(10_000);
            socket.connect(new InetSocketAddress("127.0.0.1", service.port()));
            var handshake =
                    "GET " + url + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer "
                            + RunningService.ALICE + "\r\n\r\n";
            socket.getOutputStream().write(handshake.getBytes(UTF_8));
            var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            var accepted = WireAnswer.read(in, "GET");
            if (accepted == null || accepted.status() != 101) {
                return "no handshake: " + accepted;
            }
            try {
                socket.getOutputStream().write(frames.toByteArray());
            } catch (SocketException closedMeanwhile) {
                // The code of the close is read below.
            }
            int end = end(in);
            if (kind.welcome) {
                return end == STAYED_OPEN ? null : "closed with " + end;
            }
            if (end == SILENT) {
                return "neither an answer nor an end";
            }
            // The code may be lost where the service closes before it has read everything.
            boolean right =
                    end == 0 || (kind == ClientFrames.CLOSES ? end >= 1000 && end < 5000 : REFUSALS.contains(end));
            return right ? null : "ended with " + end;
        }
    }

    /** Reads until the last word is answered or the socket ends; returns the code of the end, 0 if there was none. */
    private static int end(DataInputStream in) throws IOException {
        try {
            while (true) {
                int first = in.readUnsignedByte();
                int length = in.readUnsignedByte();
                if (length == 126) {
                    length = in.readUnsignedShort();
                }
                assertThat(length).as("not masked").isNotEqualTo(127).isLessThan(65_536);
                var payload = in.readNBytes(length);
                assertThat(first & 0x70).as("reserved bits").isZero();
                switch (first & 0x0f) {
                    case ClientFrames.CLOSE -> {
                        return payload.length < 2
                                ? 1005
                                : ByteBuffer.wrap(payload).getShort() & 0xffff;
                    }
                    case ClientFrames.PONG -> {
                        if (java.util.Arrays.equals(payload, LAST_WORD)) {
                            return STAYED_OPEN;
                        }
                    }
                    default -> assertThat(first & 0x0f).isIn(ClientFrames.TEXT, ClientFrames.PING);
                }
            }
        } catch (SocketTimeoutException e) {
            return SILENT;
        } catch (EOFException | SocketException ended) {
            return 0;
        }
    }
}
