package io.bundlebackup.problem.web;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits of JSON bodies ({@code backup.limits}).
 *
 * @param jsonSize largest body in bytes, 1 KB to 64 MB; a larger one is refused with 413. By default as large as the capability file of
 *     1,000 bundles with 4 KB of {@code extraInfo} each. Every such body is held in memory while
 *     its request is under way.
 * @param jsonDepth how many objects and arrays may stand inside each other, 8 to 1000; deeper is refused with 400
 */
@ConfigurationProperties("backup.limits")
public record JsonLimits(
        @DefaultValue("4MB") DataSize jsonSize,
        @DefaultValue("64") int jsonDepth) {
    public JsonLimits {
        if (jsonSize.toBytes() < 1_024 || jsonSize.toMegabytes() > 64) {
            throw new IllegalArgumentException("backup.limits.json-size must lie between 1KB and 64MB.");
        }
        if (jsonDepth < 8 || jsonDepth > 1_000) {
            throw new IllegalArgumentException("backup.limits.json-depth must lie between 8 and 1000.");
        }
    }
}
