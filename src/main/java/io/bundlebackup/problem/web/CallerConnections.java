package io.bundlebackup.problem.web;

import io.bundlebackup.limits.AccessLoss;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.security.Principal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The callers of the newest requests on all connections, so that a connection can be cut whose caller has lost the access: a download that
 * the container sends by itself has no thread that could notice. Event streams have some time to say goodbye before. Thread-safe.
 */
@Component
public final class CallerConnections implements AccessLoss {
    private static final Logger log = LoggerFactory.getLogger(CallerConnections.class);

    /** @param warned whether the caller's access was lost already at the last look */
    private record Use(Principal caller, boolean warned) {}

    private final Map<SocketChannel, Use> uses = new ConcurrentHashMap<>();

    /** The request that begins on its connection has this caller. */
    public void note(ServletRequest request, Principal caller) {
        if (request.getAttribute(ClientTimeouts.ATTRIBUTE) instanceof EdgeProcessor processor) {
            uses.put(processor.channel(), new Use(caller, false));
        }
    }

    @Override
    public void end(Predicate<Principal> lost) {
        uses.forEach((channel, use) -> {
            if (!channel.isOpen()) {
                uses.remove(channel, use);
            } else if (lost.test(use.caller)) {
                if (!use.warned) {
                    uses.replace(channel, use, new Use(use.caller, true));
                } else if (uses.remove(channel, use)) {
                    cut(channel);
                }
            }
        });
    }

    /** The container sees that nothing can be read or written any more, and closes the connection itself. */
    private static void cut(SocketChannel channel) {
        try {
            channel.shutdownInput();
            channel.shutdownOutput();
        } catch (IOException e) {
            log.debug("a connection broke before it was cut", e);
        }
    }
}
