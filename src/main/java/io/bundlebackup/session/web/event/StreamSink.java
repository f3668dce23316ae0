package io.bundlebackup.session.web.event;

import io.bundlebackup.session.store.StoredEvent;
import java.io.IOException;

/** Where a {@link StreamLoop} writes to. Each method blocks until the peer's side took what was written; used by one thread. */
interface StreamSink {
    /** An event; may stay in a bounded buffer until {@link #flush}. */
    void event(StoredEvent event) throws IOException;

    /** A sign of life. */
    void heartbeat(long lastSeq) throws IOException;

    /** Sends what was written. */
    void flush() throws IOException;

    /** Whether the peer still shows that it reads; if not, the stream ends. */
    default boolean attentive() {
        return true;
    }
}
