package io.bundlebackup.restore;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What one caller may send ({@code backup.limits}).
 *
 * @param manifestSize the largest manifest; it is kept on disk, never in memory
 */
@ConfigurationProperties("backup.limits")
public record UploadLimits(@DefaultValue("4GB") DataSize manifestSize) {}
