package io.bundlebackup.session.store;

/** A message to readers of events, as it goes over the wire. Immutable. */
public interface EventText {
    /** What a client passes to go on after this message. */
    String id();

    /** The type on the wire. */
    String type();

    /** The whole message, one JSON object without line breaks. */
    String json();
}
