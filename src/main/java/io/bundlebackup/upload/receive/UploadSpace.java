package io.bundlebackup.upload.receive;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The disk that uploads leave to others ({@code backup.staging}); the same number holds for packed files.
 *
 * @param minFree what stays free; below it uploads are refused with 507
 */
@ConfigurationProperties("backup.staging")
public record UploadSpace(@DefaultValue("1GB") DataSize minFree) {}
