package io.bundlebackup.restore;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Restoring ({@code backup.restore}).
 *
 * @param keepPrevious how many earlier states of a bundle's data are kept, 0 to 100; each takes as much space as its data
 * @param allowSetId whether restored files get the set-user-ID and set-group-ID bits that the backup says they have
 */
@ConfigurationProperties("backup.restore")
public record RestoreSettings(
        @DefaultValue("1") int keepPrevious,
        @DefaultValue("true") boolean allowSetId) {
    public RestoreSettings {
        if (keepPrevious < 0 || keepPrevious > 100) {
            throw new IllegalArgumentException("backup.restore.keep-previous must lie between 0 and 100.");
        }
    }
}
