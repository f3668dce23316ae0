package io.bundlebackup.access;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Tickets for WebSocket handshakes of browsers, which can send no header: random, valid once, for 30 seconds. A ticket may stand in a URL
 * because it is worthless when a log or a history has it. Thread-safe; tickets do not outlive the process.
 */
public final class Tickets {
    /** How long a ticket is valid. */
    public static final Duration LIFETIME = Duration.ofSeconds(30);

    private static final int MOST_OF_A_CALLER = 100;

    private record Issued(Caller caller, long at) {}

    private final LongSupplier nanos;

    /** The oldest first. */
    @GuardedBy("this")
    private final Map<String, Issued> issued = new LinkedHashMap<>();

    /** @param nanos a clock that never jumps */
    Tickets(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * A new ticket for a caller.
     *
     * @throws ProblemException {@code too-many-requests} if the caller has 100 tickets that were not used
     */
    public synchronized String issue(Caller caller) {
        forgetExpired();
        if (issued.values().stream()
                        .filter(each -> each.caller().equals(caller))
                        .count()
                >= MOST_OF_A_CALLER) {
            throw new ProblemException(
                    ProblemType.TOO_MANY_REQUESTS,
                    "The caller has " + MOST_OF_A_CALLER + " tickets that were not used.");
        }
        var ticket = SecretFile.random();
        issued.put(ticket, new Issued(caller, nanos.getAsLong()));
        return ticket;
    }

    /** The caller of a ticket, which is void from now on; empty if the ticket is unknown, used or expired. */
    public synchronized Optional<Caller> redeem(String ticket) {
        forgetExpired();
        return Optional.ofNullable(issued.remove(ticket)).map(Issued::caller);
    }

    @GuardedBy("this")
    private void forgetExpired() {
        var now = nanos.getAsLong();
        issued.values().removeIf(each -> now - each.at() >= LIFETIME.toNanos());
    }
}
