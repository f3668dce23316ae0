package io.bundlebackup.backup;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The space that packed files may take while they wait for their clients ({@code backup.staging.…}).
 *
 * @param maxSize of all together; every bundle may stage two parts in any case, so that dead clients cannot stop others
 * @param minFree what stays free on the disk; below it nothing is staged
 */
@ConfigurationProperties("backup.staging")
public record StagingSettings(
        @DefaultValue("10GB") DataSize maxSize,
        @DefaultValue("1GB") DataSize minFree) {
    public StagingSettings {
        if (maxSize.toBytes() < 1) {
            throw new IllegalArgumentException("backup.staging.max-size must be larger than 0.");
        }
        if (minFree.isNegative()) {
            throw new IllegalArgumentException("backup.staging.min-free must not be negative.");
        }
    }
}
