package io.bundlebackup.backup;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How a bundle is divided into delivered files ({@code backup.pack.…}).
 *
 * @param bigFileSize a file above this size is delivered separately, from its place; smaller files are packed into parts
 * @param partSize a part is closed when its content reaches it
 * @param partFiles a part is closed when it has this number of entries
 */
@ConfigurationProperties("backup.pack")
public record PackSettings(
        @DefaultValue("2MB") DataSize bigFileSize,
        @DefaultValue("100MB") DataSize partSize,
        @DefaultValue("6000") int partFiles) {
    public PackSettings {
        if (bigFileSize.toBytes() < 1) {
            throw new IllegalArgumentException("backup.pack.big-file-size must be larger than 0.");
        }
        if (partSize.toBytes() < 1) {
            throw new IllegalArgumentException("backup.pack.part-size must be larger than 0.");
        }
        if (partFiles < 1 || partFiles > 1_000_000) {
            throw new IllegalArgumentException("backup.pack.part-files must lie between 1 and 1000000.");
        }
    }
}
