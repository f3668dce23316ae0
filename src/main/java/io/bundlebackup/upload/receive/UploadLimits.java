package io.bundlebackup.upload.receive;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits for uploads ({@code backup.limits}).
 *
 * @param uploadEntries how many entries one tar may have
 * @param manifestSize the largest manifest; it is kept on disk, never in memory
 */
@ConfigurationProperties("backup.limits")
public record UploadLimits(
        @DefaultValue("4GB") DataSize manifestSize,
        @DefaultValue("10000000") long uploadEntries) {
    public UploadLimits {
        if (manifestSize.toBytes() < 1) {
            throw new IllegalArgumentException("backup.limits.manifest-size must be larger than 0.");
        }
        if (uploadEntries < 1) {
            throw new IllegalArgumentException("backup.limits.upload-entries must be at least 1.");
        }
    }
}
