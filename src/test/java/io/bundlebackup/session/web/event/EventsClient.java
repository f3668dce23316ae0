package io.bundlebackup.session.web.event;

import io.bundlebackup.client.HttpCaller;
import java.io.IOException;

/** A client of the events, in all three forms. */
final class EventsClient extends HttpCaller {
    static final String ANOTHER_CALLERS = "other-token";
    static final String NO_SYSTEM_CALLERS = "only-backup";

    static final String SLOW_CALLERS = "slow-token-of-dora";

    EventsClient(int port) {
        this(port, RawSocket.TOKEN);
    }

    EventsClient(int port, String token) {
        super(port, token);
    }

    SseReader sse(String path, String... headers) {
        return new SseReader(stream(path, with(headers, "Accept", "text/event-stream")));
    }

    SocketReader socket(String path, String... subProtocols) {
        return SocketReader.open(http, uri("ws", path), token(), subProtocols);
    }

    RawSocket raw() throws IOException {
        return new RawSocket(port());
    }
}
