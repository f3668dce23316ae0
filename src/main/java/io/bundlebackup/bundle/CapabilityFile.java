package io.bundlebackup.bundle;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The capability file: which applications a service has, and what they allow. The members have the names that they have in the file.
 *
 * @param backupVersion the version of the framework, {@link Capabilities#BACKUP_VERSION}
 * @param bundleInfos the applications
 * @param deviceType always {@code default}
 * @param systemFullName the operating system, {@code <name>-<version>}
 */
public record CapabilityFile(String backupVersion, List<Entry> bundleInfos, String deviceType, String systemFullName) {
    public CapabilityFile {
        bundleInfos = List.copyOf(bundleInfos);
    }

    /**
     * One application.
     *
     * @param name of the application, without the number of a clone: that is {@code appIndex}
     * @param spaceOccupied bytes; 0 if not measured
     * @param increSpaceOccupied bytes changed since the requested time; {@code null}, and absent from the file, without a requested time
     */
    public record Entry(
            boolean allToBackup,
            int appIndex,
            String extensionName,
            Map<String, Object> extraInfo,
            boolean fullBackupOnly,
            String name,
            boolean needToInstall,
            String restoreDeps,
            long spaceOccupied,
            @Nullable Long increSpaceOccupied,
            String supportScene,
            long versionCode,
            String versionName) {
        static Entry of(Bundle bundle, long spaceOccupied, @Nullable Long increSpaceOccupied) {
            Application application = bundle.requireApplication();
            return new Entry(
                    bundle.allToBackup(),
                    bundle.appIndex(),
                    application.extensionName(),
                    application.extraInfo(),
                    application.fullBackupOnly(),
                    bundle.bundleName().application(),
                    application.needToInstall(),
                    application.restoreDeps(),
                    spaceOccupied,
                    increSpaceOccupied,
                    application.supportScene(),
                    application.versionCode(),
                    application.versionName());
        }
    }
}
