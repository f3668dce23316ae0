package io.bundlebackup.access;

import io.bundlebackup.limits.AccessLoss;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;

/**
 * Looks every second whether the tokens of the configuration have changed, and ends what callers have open who have lost their access.
 * A change counts after two seconds at most.
 */
final class AccessWatch implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(AccessWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Tokens tokens;
    private final TokenReload reload;
    private final TokenSource source;
    private final Supplier<List<AccessLoss>> listeners;
    private final ApplicationEventPublisher events;
    /** While this runs: Spring may start it again after a stop. */
    private volatile @Nullable ScheduledExecutorService timer;

    AccessWatch(
            Tokens tokens,
            TokenReload reload,
            TokenSource source,
            Supplier<List<AccessLoss>> listeners,
            ApplicationEventPublisher events) {
        this.events = events;
        this.tokens = tokens;
        this.reload = reload;
        this.source = source;
        this.listeners = listeners;
    }

    /** One look. */
    void look() {
        try {
            reload.look().ifPresent(configured -> {
                var changes = tokens.replace(source.entries(configured));
                if (!changes.isEmpty()) {
                    log.info("The callers have changed with the configuration: {}.", String.join("; ", changes));
                    events.publishEvent(new CallersChanged(changes));
                }
            });
            listeners.get().forEach(listener -> listener.end(this::isLost));
        } catch (RuntimeException e) {
            log.error("The callers of the configuration could not be looked at; please report this.", e);
        }
    }

    private boolean isLost(Principal principal) {
        return principal instanceof Caller caller && tokens.current(caller).isEmpty();
    }

    @Override
    public void start() {
        var started = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("access-watch").factory());
        started.scheduleWithFixedDelay(this::look, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        timer = started;
    }

    @Override
    public void stop() {
        var started = timer;
        timer = null;
        if (started != null) {
            started.shutdownNow();
        }
    }

    @Override
    public boolean isRunning() {
        return timer != null;
    }
}
