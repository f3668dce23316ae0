package io.bundlebackup.backup;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The space that packed files may take while they wait for their clients ({@code backup.staging.…}).
 *
 * @param maxSize of all together; every bundle may stage two parts in any case, so that dead clients cannot stop others
 * @param minFree what stays free on the disk; below it nothing is staged
 */
@Validated
@ConfigurationProperties("backup.staging")
public record StagingSettings(
        @DefaultValue("10GB") DataSize maxSize,
        @DefaultValue("1GB") DataSize minFree) {}
