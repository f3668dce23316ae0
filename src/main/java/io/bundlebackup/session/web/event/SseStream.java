package io.bundlebackup.session.web.event;

import io.bundlebackup.session.store.StoredEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Events as {@code text/event-stream}. An event's JSON has no line breaks, so it is one {@code data} line. */
final class SseStream implements StreamSink {
    private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;

    SseStream(OutputStream out) {
        this.out = out;
    }

    @Override
    public void event(StoredEvent event) throws IOException {
        var text = "id: " + event.seq() + "\nevent: " + event.type() + "\ndata: " + event.json() + "\n\n";
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A comment: it keeps proxies from closing the connection, and finds out whether anybody is still there. */
    @Override
    public void heartbeat(long lastSeq) throws IOException {
        out.write(HEARTBEAT);
        out.flush();
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }
}
