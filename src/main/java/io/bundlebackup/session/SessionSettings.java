package io.bundlebackup.session;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an operator sets for sessions.
 *
 * @param dataDirectory the service's own: database, staged files, token. One service only may use it
 * @param scheduler how much is worked on at once
 * @param session how long sessions last
 * @param progressInterval how often {@code onProcess} says how far a bundle is
 * @param sizeReportInterval how often {@code onBackupSizeReport} says what a size scan has found
 * @param limits what one caller may take
 */
@ConfigurationProperties("backup")
public record SessionSettings(
        @DefaultValue("./data") Path dataDirectory,
        @DefaultValue Scheduler scheduler,
        @DefaultValue Lifetime session,
        @DefaultValue("1s") Duration progressInterval,
        @DefaultValue("5s") Duration sizeReportInterval,
        @DefaultValue Limits limits) {
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(100);

    public SessionSettings {
        require(progressInterval.compareTo(SHORTEST_INTERVAL) >= 0, "backup.progress-interval must be at least 100ms.");
        require(
                sizeReportInterval.compareTo(SHORTEST_INTERVAL) >= 0,
                "backup.size-report-interval must be at least 100ms.");
    }

    /** @param slots bundles worked on at once, 1 to 1000; more only helps if disk and processors have room */
    public record Scheduler(@DefaultValue("3") int slots) {
        public Scheduler {
            require(slots >= 1 && slots <= 1_000, "backup.scheduler.slots must lie between 1 and 1000.");
        }
    }

    /**
     * @param idleTimeout a session that nobody uses for so long expires; also the longest that a client may ask for
     * @param history how long ended sessions, their logs and kept answers can be read; a caller above its share loses the oldest before
     */
    public record Lifetime(
            @DefaultValue("30m") Duration idleTimeout,
            @DefaultValue("30d") Duration history) {
        public Lifetime {
            require(
                    idleTimeout.compareTo(Duration.ofSeconds(1)) >= 0,
                    "backup.session.idle-timeout must be at least 1s.");
            require(history.compareTo(Duration.ofSeconds(1)) >= 0, "backup.session.history must be at least 1s.");
        }
    }

    /**
     * @param sessions live sessions of one caller
     * @param bundles bundles of one session
     */
    public record Limits(
            @DefaultValue("100") int sessions,
            @DefaultValue("1000") int bundles) {
        public Limits {
            require(sessions >= 1, "backup.limits.sessions must be at least 1.");
            require(bundles >= 1, "backup.limits.bundles must be at least 1.");
        }
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(sentence);
        }
    }
}
