package io.bundlebackup.problem.web;

import jakarta.servlet.ServletRequest;
import java.time.Duration;

/**
 * How long the service waits for a silent client. Without a valid token the limit is {@code server.tomcat.connection-timeout}; the content
 * of files may be sent over slow lines, with 16 KiB a second and pauses of a minute.
 */
public final class ClientTimeouts {
    static final String ATTRIBUTE = ClientTimeouts.class.getName();

    /** For the next bytes of a body. */
    private static final Duration READING = Duration.ofMinutes(2);

    /**
     * Until the answer goes on. The kernel lets us write when a third of its buffer (of up to 4 MB) is free, and hears of a reader
     * only when that has made some more room: with 16 KiB a second both together take some two minutes, and a pause comes on top.
     */
    private static final Duration WRITING = Duration.ofMinutes(5);

    static final String CUT = ClientTimeouts.class.getName() + ".cut";

    private ClientTimeouts() {}

    /** The connection is closed behind the answer to this request, also if its body is still on the way. */
    public static void awaitNothing(ServletRequest request) {
        request.setAttribute(CUT, true);
    }

    /** From now on the client may pause for two minutes while it sends its body. */
    public static void awaitBody(ServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof EdgeProcessor processor) {
            processor.awaitBody(READING);
        }
    }

    /** From now on, until the answer is sent, the client may pause for five minutes while it reads the answer. */
    public static void awaitReader(ServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof EdgeProcessor processor) {
            processor.awaitReader(WRITING);
        }
    }
}
