package io.bundlebackup.session.web.event;

import io.bundlebackup.session.store.EventText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Events as {@code text/event-stream}. An event's JSON has no line breaks, so it is one {@code data} line. */
final class SseStream implements StreamSink {
    private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;
    private final long end;

    /** @param stay how long the stream lasts at most */
    SseStream(OutputStream out, Duration stay) {
        this.out = out;
        this.end = System.nanoTime() + stay.toNanos();
    }

    @Override
    public void event(EventText event) throws IOException {
        var text = "id: " + event.id() + "\nevent: " + event.type() + "\ndata: " + event.json() + "\n\n";
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A comment: it keeps proxies from closing the connection, and finds out whether anybody is still there. */
    @Override
    public void heartbeat(String standing) throws IOException {
        out.write(HEARTBEAT);
        out.flush();
    }

    /**
     * Heartbeats of a quiet session never fill the buffers of the network, so no write ever finds out that the reader does not read. A
     * reader that reads reconnects.
     */
    @Override
    public boolean attentive() {
        return System.nanoTime() - end < 0;
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }
}
