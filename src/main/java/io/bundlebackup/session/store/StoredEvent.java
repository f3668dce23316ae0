package io.bundlebackup.session.store;

/**
 * A committed event as it goes over the wire.
 *
 * @param seq its number
 * @param type the type on the wire
 * @param json the whole event, one JSON object
 */
public record StoredEvent(long seq, String type, String json) {}
