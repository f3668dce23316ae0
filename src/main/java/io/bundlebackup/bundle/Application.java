package io.bundlebackup.bundle;

import io.bundlebackup.bundle.selection.PathSelection;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The facts about an application that its {@code bundle.json}, or its entry in {@code backup.bundles[]}, states.
 *
 * @param versionCode the version that decides about downgrades
 * @param versionName the version for people
 * @param extensionName the name of the extension that the capability file carries
 * @param needToInstall carried in the capability file
 * @param allowToBackupRestore whether the application takes part at all; {@code allToBackup} on the wire
 * @param includes the patterns of what is taken ({@link PathSelection}); empty means everything
 * @param excludes the patterns of what is not taken; they win
 * @param changing the patterns of files that may change while they are read; they are taken as they are read once
 * @param fullBackupOnly whether every backup sends everything, incremental or not
 * @param restoreDeps names of bundles, separated by commas, that a restore brings back before this one; see {@link #dependencies()}
 * @param supportScene carried in the capability file
 * @param extraInfo a JSON object carried in the capability file
 * @param backupEvery how often it is to be backed up, if that is said
 * @param extension the commands that run for it
 */
public record Application(
        long versionCode,
        String versionName,
        String extensionName,
        boolean needToInstall,
        boolean allowToBackupRestore,
        List<String> includes,
        List<String> excludes,
        List<String> changing,
        boolean fullBackupOnly,
        String restoreDeps,
        String supportScene,
        Map<String, Object> extraInfo,
        @Nullable BackupInterval backupEvery,
        Extension extension) {
    /** The {@code versionName} of an application that states none, such as a plain directory; its {@code versionCode} is 0. */
    public static final String DEFAULT_VERSION_NAME = "0";

    /** What {@code extensionName} is when it is left out. */
    public static final String DEFAULT_EXTENSION_NAME = "BackupExtensionAbility";

    public Application {
        includes = List.copyOf(includes);
        excludes = List.copyOf(excludes);
        changing = List.copyOf(changing);
        extraInfo = Collections.unmodifiableMap(new LinkedHashMap<>(extraInfo));
    }

    /** An application of which only the version is stated. */
    public static Application of(long versionCode, String versionName) {
        return new Application(
                versionCode,
                versionName,
                DEFAULT_EXTENSION_NAME,
                false,
                true,
                List.of(),
                List.of(),
                List.of(),
                false,
                "",
                "",
                Map.of(),
                null,
                Extension.NONE);
    }

    /** The names in {@code restoreDeps}, without the blanks around them. */
    public List<String> dependencies() {
        return Arrays.stream(restoreDeps.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
    }
}
