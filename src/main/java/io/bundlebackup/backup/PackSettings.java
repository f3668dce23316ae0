package io.bundlebackup.backup;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How a bundle is cut into files ({@code backup.pack.…}). Counts for backups that begin after a restart.
 *
 * @param bigFileSize a file above it is delivered by itself, read where it lies; smaller ones go into parts
 * @param partSize a part is closed when its content reaches it
 * @param partFiles a part is closed when it has so many entries
 */
@Validated
@ConfigurationProperties("backup.pack")
public record PackSettings(
        @DefaultValue("2MB") DataSize bigFileSize,
        @DefaultValue("100MB") DataSize partSize,
        @Min(1) @Max(1_000_000) @DefaultValue("6000") int partFiles) {}
