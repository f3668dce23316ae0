package io.bundlebackup.session.web.event;

import io.bundlebackup.session.store.EventText;
import java.io.IOException;

/** Where a {@link StreamLoop} writes to. Each method blocks until the peer's side took what was written; used by one thread. */
interface StreamSink {
    /** Waits until the caller may receive an event: how long that takes says nothing of the reader. */
    default void await(EventText event) throws IOException {}

    /** An event; may stay in a bounded buffer until {@link #flush}. */
    void event(EventText event) throws IOException;

    /**
     * A sign of life.
     *
     * @param standing where the log stands, as a member of a JSON object
     */
    void heartbeat(String standing) throws IOException;

    /** Sends what was written. */
    void flush() throws IOException;

    /** Whether the peer still shows that it reads; if not, the stream ends. */
    default boolean attentive() {
        return true;
    }
}
