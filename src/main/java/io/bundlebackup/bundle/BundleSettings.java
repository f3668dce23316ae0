package io.bundlebackup.bundle;

import jakarta.validation.Valid;
import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where the bundles are ({@code backup.…}). Relative paths are relative to the directory in which the service is started.
 *
 * @param bundlesDirectory {@code backup.bundles-directory}: every sub-directory of it with a {@code bundle.json} is a bundle, with its
 *     data in {@code data/}. A directory that does not exist holds no bundles.
 * @param dataDirectory {@code backup.data-directory}: the service's own. It is known here because no backup takes it, and because a
 *     bundle whose tree contains it cannot be restored.
 * @param bundles {@code backup.bundles[]}: bundles that lie elsewhere. An entry with an unknown key, or without a name or a
 *     directory, keeps the service from starting.
 */
@Validated
@ConfigurationProperties("backup")
public record BundleSettings(
        @DefaultValue("./bundles") Path bundlesDirectory,
        @DefaultValue("./data") Path dataDirectory,
        @DefaultValue List<@Valid DeclaredBundle> bundles) {
    /** Name of the directory in the data directory for what is needed for a moment; each start of the service empties it. */
    public static final String TEMPORARY = "tmp";

    public BundleSettings {
        bundles = List.copyOf(bundles);
    }
}
