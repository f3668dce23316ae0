package io.bundlebackup.bundle.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bundlebackup.bundle.CapabilityFile;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

@Schema(name = "CapabilityFile", description = "The applications of a service and what they allow")
record CapabilityFileView(
        @Schema(example = "16.0") String backupVersion,
        List<Entry> bundleInfos,
        @Schema(example = "default") String deviceType,
        @Schema(example = "Linux-6.1.0") String systemFullName) {
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "BundleInfo")
    record Entry(
            @Schema(description = "Whether the application may be backed up")
            boolean allToBackup,

            @Schema(description = "0, or the number of the clone")
            int appIndex,

            String extensionName,
            @Schema(description = "The application's own") Map<String, Object> extraInfo,
            boolean fullBackupOnly,

            @Schema(description = "Without the number of a clone", example = "com.example.hiworld")
            String name,

            boolean needToInstall,

            @Schema(description = "Names of bundles that are restored before this bundle, separated by commas")
            String restoreDeps,

            @Schema(description = "Bytes of the files in a backup; 0 if unknown")
            long spaceOccupied,

            @Schema(
                    description =
                            "Bytes of the files that changed since the requested time; absent without a requested time")
            @Nullable
            Long increSpaceOccupied,

            String supportScene,
            @Schema(example = "1000000") long versionCode,
            @Schema(example = "1.0.0") String versionName) {
        static Entry of(CapabilityFile.Entry entry) {
            return new Entry(
                    entry.allToBackup(),
                    entry.appIndex(),
                    entry.extensionName(),
                    entry.extraInfo(),
                    entry.fullBackupOnly(),
                    entry.name(),
                    entry.needToInstall(),
                    entry.restoreDeps(),
                    entry.spaceOccupied(),
                    entry.increSpaceOccupied(),
                    entry.supportScene(),
                    entry.versionCode(),
                    entry.versionName());
        }
    }

    static CapabilityFileView of(CapabilityFile file) {
        return new CapabilityFileView(
                file.backupVersion(),
                file.bundleInfos().stream().map(Entry::of).toList(),
                file.deviceType(),
                file.systemFullName());
    }
}
