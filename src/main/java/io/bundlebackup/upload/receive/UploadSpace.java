package io.bundlebackup.upload.receive;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The disk space that uploads leave free ({@code backup.staging}); the same limit holds for packed files.
 *
 * @param minFree the space that stays free; with less, uploads are refused with 507
 */
@ConfigurationProperties("backup.staging")
public record UploadSpace(@DefaultValue("1GB") DataSize minFree) {}
