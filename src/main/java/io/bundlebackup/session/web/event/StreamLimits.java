package io.bundlebackup.session.web.event;

import java.time.Duration;

/**
 * The limits of readers of events. Not configurable: clients rely on the heartbeat, and the other values follow from it.
 *
 * @param heartbeat how often an open stream says that it is alive, whether or not there are events
 * @param slow a reader that took longer than this for one write reads too slowly: its stream is closed as soon as the write is through
 * @param cut a WebSocket that took nothing for so long is cut; an SSE stream is cut by the connector's write time-out ({@code
 *     server.tomcat.connection-timeout})
 * @param stay how long an SSE stream lasts at most: its reader has no way to show that it reads but to reconnect
 * @param farewell how long a stopping service waits until its streams are closed
 */
record StreamLimits(Duration heartbeat, Duration slow, Duration cut, Duration stay, Duration farewell) {
    /** The limits of a service. */
    static final StreamLimits DEFAULT = new StreamLimits(
            Duration.ofSeconds(15),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofHours(1),
            Duration.ofSeconds(3));

    /** A WebSocket that answers no ping for so long is not being read, or its client is gone. */
    Duration silence() {
        return heartbeat.multipliedBy(4);
    }
}
