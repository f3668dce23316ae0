package io.bundlebackup.upload.chain;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the service keeps so that increments can start without an uploaded manifest ({@code backup.increments.…}).
 *
 * @param keepManifests manifests of its newest completed backups that are kept of a bundle, 0 to 1,000; 0 keeps none
 */
@ConfigurationProperties("backup.increments")
public record KeepSettings(@DefaultValue("3") int keepManifests) {
    private static final int MOST = 1_000;

    public KeepSettings {
        if (keepManifests < 0 || keepManifests > MOST) {
            throw new IllegalArgumentException("backup.increments.keep-manifests must lie between 0 and " + MOST + ".");
        }
    }
}
