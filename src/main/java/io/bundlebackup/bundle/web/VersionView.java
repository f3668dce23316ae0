package io.bundlebackup.bundle.web;

import io.bundlebackup.bundle.Capabilities;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.info.BuildProperties;

@Schema(name = "VersionInfo")
record VersionView(
        @Schema(description = "Version of the backup framework", example = "16.0")
        String backupVersion,

        @Schema(description = "Version of this API", example = "1")
        String apiVersion,

        @Schema(description = "Version of the service; `development` if this is not a release", example = "0.1.0")
        String serviceVersion) {
    static VersionView of(@Nullable BuildProperties build) {
        String version = build == null ? null : build.getVersion();
        return new VersionView(Capabilities.BACKUP_VERSION, "1", Objects.requireNonNullElse(version, "development"));
    }
}
