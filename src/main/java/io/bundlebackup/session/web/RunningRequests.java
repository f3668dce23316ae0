package io.bundlebackup.session.web;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.problem.web.AnswerEnd;
import io.bundlebackup.problem.web.ProblemWriter;
import io.bundlebackup.session.ServiceState;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Tells the requests that are running when the service stops from new requests. Running requests may finish within
 * {@code spring.lifecycle.timeout-per-shutdown-phase}; until then the server still takes connections, and new requests are refused with
 * {@code not-available}, except for the service's health and status. In front of the security filters (-100). Thread-safe.
 */
@Component
@Order(RunningRequests.ORDER)
final class RunningRequests extends OncePerRequestFilter
        implements SmartLifecycle, ApplicationListener<ContextClosedEvent>, Ordered {
    static final int ORDER = -1_000;

    private final ProblemWriter problems;
    private final ServiceState state;
    private final ApplicationContext context;

    @GuardedBy("this")
    private int running;

    @GuardedBy("this")
    private boolean stopping;

    private volatile boolean started;

    RunningRequests(ProblemWriter problems, ServiceState state, ApplicationContext context) {
        this.problems = problems;
        this.state = state;
        this.context = context;
    }

    /** Before the readers of events are told, which takes a moment. */
    @Override
    public int getOrder() {
        return ORDER;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        var path = request.getRequestURI();
        return path.startsWith("/actuator/") || path.equals("/api/v1/status");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!enter()) {
            response.setHeader(HttpHeaders.CONNECTION, "close");
            problems.write(request, response, ProblemType.NOT_AVAILABLE, "The service is stopping.");
            return;
        }
        try {
            chain.doFilter(request, response);
        } finally {
            AnswerEnd.runAlsoAsync(request, this::leave);
        }
    }

    private synchronized boolean enter() {
        if (stopping) {
            return false;
        }
        running++;
        return true;
    }

    private synchronized void leave() {
        running--;
        notifyAll();
    }

    @Override
    public void onApplicationEvent(ContextClosedEvent closed) {
        // The event of a child context (of a management port) reaches the listeners of its parent too.
        if (closed.getApplicationContext() == context) {
            synchronized (this) {
                stopping = true;
            }
            state.stop();
        }
    }

    @Override
    public void start() {
        started = true;
    }

    /** Does not wait: the caller does, as long as a phase may take. The thread ends at the latest when the server closes all connections. */
    @Override
    public void stop(Runnable ended) {
        Thread.ofVirtual().name("running-requests").start(() -> {
            awaitEnd();
            stop();
            ended.run();
        });
    }

    private synchronized void awaitEnd() {
        try {
            while (running > 0) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop() {
        started = false;
    }

    @Override
    public boolean isRunning() {
        return started;
    }
}
