package io.bundlebackup.access.web;

import io.bundlebackup.access.Caller;
import io.bundlebackup.capacity.Capacity;
import io.bundlebackup.limits.BytePace;
import io.bundlebackup.limits.CallerScope;
import io.bundlebackup.limits.FairPlaces;
import io.bundlebackup.limits.Pace;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.problem.web.AnswerEnd;
import io.bundlebackup.problem.web.ClientTimeouts;
import io.bundlebackup.problem.web.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Holds callers to their share of the service: requests a second, requests at once, and bytes a second. Every request of a caller passes
 * here, whatever it asks for. Behind the security filters (-100), which know the caller, and before a body is read. Requests that are
 * under way share the connections so that none of the callers can take all, and strangers take a part together.
 */
@Component
@Order(-50)
final class ShareFilter extends OncePerRequestFilter {
    private static final int MOST_CALLERS = 10_000;

    /** A client that has an answer may send the next request before the place of the first one is free. */
    private static final Duration UNTIL_ANSWER_IS_OVER = Duration.ofMillis(500);

    /** Requests without a caller get this part of the connections together. */
    private static final int STRANGERS_PART = 4;

    /** No caller has this name. */
    private static final String STRANGERS = "";

    /** The paces of one caller over all its connections. */
    private record Paces(Pace requests, Pace bytes) {}

    private final ProblemWriter problems;
    private final FairPlaces connections;
    private final int mostStrangers;
    /** Those used last stay. */
    private final Map<String, Paces> paces = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Paces> eldest) {
            return size() > MOST_CALLERS;
        }
    };

    ShareFilter(ProblemWriter problems, Capacity capacity) {
        this.problems = problems;
        this.connections = new FairPlaces(capacity.connections());
        this.mostStrangers = Math.max(1, capacity.connections() / STRANGERS_PART);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var caller = request.getUserPrincipal() instanceof Caller known ? known : null;
        FairPlaces.Place place;
        try {
            place = caller == null ? enterAsStranger() : enter(caller);
        } catch (ProblemException refusal) {
            if (caller == null) {
                response.setHeader(HttpHeaders.CONNECTION, "close");
                ClientTimeouts.awaitNothing(request);
            }
            problems.write(request, response, refusal);
            return;
        }
        try {
            if (caller != null && caller.limits().shares().paced()) {
                var pace = new BytePace(
                        pacesOf(caller).bytes, caller.limits().shares().bytesPerSecond());
                // WebSockets outlive the request, and take the pace from the scope.
                ScopedChain.proceed(
                        CallerScope.current().at(pace),
                        new PacedRequest(request, pace),
                        new PacedResponse(response, pace),
                        chain);
            } else {
                chain.doFilter(request, response);
            }
        } finally {
            AnswerEnd.runAlsoAsync(request, place::close);
        }
    }

    /** Strangers can sign in, with bodies that come slowly, and read pages; they must not keep callers out. */
    private FairPlaces.Place enterAsStranger() {
        return connections
                .enter(STRANGERS, mostStrangers)
                .orElseThrow(() -> new ProblemException(
                                ProblemType.TOO_MANY_REQUESTS,
                                "Too many requests without a token are under way; try again.")
                        .retryAfter(Duration.ofSeconds(1)));
    }

    private FairPlaces.Place enter(Caller caller) {
        var shares = caller.limits().shares();
        long wait = shares.requestsPerSecond() == Integer.MAX_VALUE
                ? 0
                : pacesOf(caller).requests.tryTake(1, shares.requestsPerSecond());
        if (wait > 0) {
            throw new ProblemException(
                            ProblemType.TOO_MANY_REQUESTS,
                            "The caller may send " + shares.requestsPerSecond() + " requests a second.")
                    .retryAfter(Duration.ofNanos(wait).plusSeconds(1));
        }
        return connections
                .enter(caller.name(), shares.connections(), UNTIL_ANSWER_IS_OVER)
                .orElseThrow(() -> new ProblemException(
                                ProblemType.TOO_MANY_REQUESTS,
                                "The caller has " + connections.takenBy(caller.name())
                                        + " requests under way, which is its share of the connections.")
                        .retryAfter(Duration.ofSeconds(1)));
    }

    private Paces pacesOf(Caller caller) {
        synchronized (paces) {
            return paces.computeIfAbsent(
                    caller.name(), _ -> new Paces(new Pace(System::nanoTime), new Pace(System::nanoTime)));
        }
    }
}
