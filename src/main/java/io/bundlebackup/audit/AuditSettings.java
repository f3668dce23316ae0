package io.bundlebackup.audit;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the audit log ({@code backup.audit}).
 *
 * @param enabled whether anything is written
 * @param maxSize a file that is larger is closed, and a new file is begun
 * @param files how many files are kept, 2 to 10000; the oldest is deleted for a new one
 */
@ConfigurationProperties("backup.audit")
public record AuditSettings(
        @DefaultValue("true") boolean enabled,
        @Nullable DataSize maxSize,
        @DefaultValue("10") int files) {
    private static final DataSize SMALLEST = DataSize.ofKilobytes(4);
    private static final int MOST_FILES = 10_000;

    public AuditSettings {
        maxSize = maxSize == null ? DataSize.ofMegabytes(20) : maxSize;
        if (maxSize.compareTo(SMALLEST) < 0) {
            throw new IllegalArgumentException("backup.audit.max-size must be at least 4KB.");
        }
        if (files < 2 || files > MOST_FILES) {
            throw new IllegalArgumentException("backup.audit.files must be 2 to " + MOST_FILES + ".");
        }
    }

    @Override
    public DataSize maxSize() {
        return maxSize == null ? DataSize.ofMegabytes(20) : maxSize;
    }
}
