package io.bundlebackup.session.web.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.client.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Many WebSocket readers in one thread, which look at the number of each event and at nothing else, so that they leave the processors to the
 * service. They expect the events of one session, without a gap and in order. Used by one thread at a time.
 */
final class SocketCrowd implements AutoCloseable {
    private static final byte[] EVENT = "{\"seq\":".getBytes(StandardCharsets.US_ASCII);

    /** Empty, and masked with zeros. */
    private static final byte[] PONG = {(byte) 0x8a, (byte) 0x80, 0, 0, 0, 0};

    /** One reader. */
    private static final class Reader {
        private final SocketChannel channel;
        private long seq;

        /** What arrived of a frame that has not arrived as a whole. */
        private final ByteBuffer rest = ByteBuffer.allocate(16 * 1024);

        private Reader(SocketChannel channel) {
            this.channel = channel;
        }
    }

    private final Selector selector = Selector.open();
    private final List<Reader> readers = new ArrayList<>();
    private final ByteBuffer arrived = ByteBuffer.allocateDirect(1 << 20);
    private final byte[] bytes = new byte[(1 << 20) + 16 * 1024];
    private long messages;

    /** @param after the number of the event that the readers have */
    SocketCrowd(int port, String path, int count, long after) throws IOException {
        for (int n = 0; n < count; n++) {
            var channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            var reader = new Reader(channel);
            reader.seq = after;
            readers.add(reader);
            channel.write(ByteBuffer.wrap(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                            + "\r\nAuthorization: Bearer " + RawSocket.TOKEN
                            + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13"
                            + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII)));
            skipAnswer(reader);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, reader);
        }
    }

    private static void skipAnswer(Reader reader) throws IOException {
        var head = new StringBuilder();
        var one = ByteBuffer.allocate(1);
        while (head.indexOf("\r\n\r\n") < 0) {
            assertThat(reader.channel.read(one.clear())).isEqualTo(1);
            head.append((char) one.get(0));
        }
        assertThat(head.toString()).startsWith("HTTP/1.1 101");
    }

    /** Reads until each reader has an event; returns how many messages there were. */
    long readUntil(long seq, Duration atMost) throws IOException {
        var deadline = System.nanoTime() + atMost.toNanos();
        while (readers.stream().anyMatch(reader -> reader.seq < seq)) {
            assertThat(System.nanoTime()).as("slowest reader at %s", slowest()).isLessThan(deadline);
            for (int turn = 0; turn < 100; turn++) {
                selector.select(key -> read((Reader) key.attachment()), 10);
            }
        }
        return messages;
    }

    private long slowest() {
        return readers.stream().mapToLong(reader -> reader.seq).min().orElse(0);
    }

    private void read(Reader reader) {
        try {
            arrived.clear();
            var count = reader.channel.read(arrived);
            assertThat(count).as("bytes of a reader at %s", reader.seq).isNotNegative();
            var before = reader.rest.flip().remaining();
            reader.rest.get(bytes, 0, before).clear();
            arrived.flip().get(bytes, before, count);
            var used = frames(reader, before + count);
            reader.rest.put(bytes, used, before + count - used);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Looks at the frames that are there as a whole; returns how many bytes they have. */
    private int frames(Reader reader, int end) throws IOException {
        int at = 0;
        while (end - at >= 2) {
            int length = bytes[at + 1] & 0x7f;
            int begin = at + 2;
            if (length == 126) {
                if (end - at < 4) {
                    break;
                }
                length = (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff;
                begin = at + 4;
            }
            if (end - begin < length) {
                break;
            }
            if ((bytes[at] & 0xf) == 1) {
                message(reader, begin, length);
            } else {
                assertThat(bytes[at] & 0xf).as("opcode, of a ping").isEqualTo(9);
                reader.channel.write(ByteBuffer.wrap(PONG));
            }
            at = begin + length;
        }
        return at;
    }

    private void message(Reader reader, int begin, int length) {
        messages++;
        for (int n = 0; n < EVENT.length; n++) {
            if (bytes[begin + n] != EVENT[n]) {
                // A hello, a heartbeat or a view.
                Answer.parse(new String(bytes, begin, length, StandardCharsets.UTF_8));
                return;
            }
        }
        long seq = 0;
        for (int at = begin + EVENT.length; bytes[at] != ','; at++) {
            seq = seq * 10 + bytes[at] - '0';
        }
        if (seq != reader.seq + 1) {
            throw new AssertionError("event " + seq + " after " + reader.seq);
        }
        reader.seq = seq;
    }

    @Override
    public void close() throws IOException {
        for (var reader : readers) {
            reader.channel.close();
        }
        selector.close();
    }
}
