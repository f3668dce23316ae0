package io.bundlebackup.session.store;

/**
 * A committed event as it goes over the wire.
 *
 * @param seq its number in the log that it was read from: of one session, or the position in the log of all sessions
 * @param type the type on the wire
 * @param json the whole event, one JSON object
 */
public record StoredEvent(long seq, String type, String json) implements EventText {
    @Override
    public String id() {
        return Long.toString(seq);
    }
}
