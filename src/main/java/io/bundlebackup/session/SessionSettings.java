package io.bundlebackup.session;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

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
@Validated
@ConfigurationProperties("backup")
public record SessionSettings(
        @NotNull @DefaultValue("./data") Path dataDirectory,
        @DefaultValue Scheduler scheduler,
        @DefaultValue Lifetime session,
        @DefaultValue("1s") Duration progressInterval,
        @DefaultValue("5s") Duration sizeReportInterval,
        @DefaultValue Limits limits) {

    /** @param slots bundles worked on at once; more only helps if disk and processors have room */
    public record Scheduler(@Min(1) @DefaultValue("3") int slots) {}

    /**
     * @param idleTimeout a session that nobody uses for so long expires; also the longest that a client may ask for
     * @param history how long ended sessions, their logs and kept answers can be read
     */
    public record Lifetime(
            @DefaultValue("30m") Duration idleTimeout,
            @DefaultValue("30d") Duration history) {}

    /**
     * @param sessions live sessions of one caller
     * @param bundles bundles of one session
     */
    public record Limits(
            @Min(1) @DefaultValue("100") int sessions,
            @Min(1) @DefaultValue("1000") int bundles) {}
}
