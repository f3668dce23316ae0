package io.bundlebackup.bundle;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An entry of {@code backup.bundles[]}: a bundle that lies anywhere. Everything but the first two has the meaning, and when left out the
 * default, of the same member of {@code bundle.json} ({@link Application}).
 *
 * @param name the bundle's name, {@code name:appIndex} for a clone
 * @param directory its data
 * @param extension the commands that run for it; in YAML the name of a variable with an underscore is written {@code "[MY_NAME]"}
 * @param backupEvery see {@link BackupInterval}
 */
public record DeclaredBundle(
        @NotNull @Pattern(regexp = BundleName.PATTERN, message = "must be the name of a bundle")
        String name,

        @NotNull Path directory,
        @Nullable Long versionCode,
        @Nullable String versionName,
        @Nullable Integer appIndex,
        @Nullable String extensionName,
        @Nullable Boolean needToInstall,
        @Nullable Boolean allowToBackupRestore,
        @Nullable List<String> includes,
        @Nullable List<String> excludes,
        @Nullable List<String> changing,
        @Nullable Boolean fullBackupOnly,
        @Nullable String restoreDeps,
        @Nullable String supportScene,
        @Nullable Map<String, Object> extraInfo,
        @Nullable Map<String, Object> extension,
        @Nullable String backupEvery) {
    /** The members that {@code bundle.json} does not have. */
    static final Set<String> OWN = Set.of("name", "directory");

    public DeclaredBundle {
        extraInfo = membersWithLists(extraInfo);
        extension = membersWithLists(extension);
    }

    private static @Nullable Map<String, Object> membersWithLists(@Nullable Map<String, Object> object) {
        if (object == null) {
            return null;
        }
        Map<String, Object> read = new LinkedHashMap<>();
        object.forEach((key, value) -> read.put(key, withLists(value)));
        return read;
    }

    /** Spring reads a list inside a free-form object as a map with the keys 0, 1, 2 …; makes it the list that was written. */
    private static Object withLists(Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            return value;
        }
        Map<String, Object> members = new LinkedHashMap<>();
        boolean list = !map.isEmpty();
        for (Map.Entry<?, ?> member : map.entrySet()) {
            String key = String.valueOf(member.getKey());
            list &= key.equals(String.valueOf(members.size()));
            members.put(key, withLists(member.getValue()));
        }
        return list ? List.copyOf(members.values()) : members;
    }
}
