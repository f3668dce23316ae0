package io.bundlebackup.vault;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The vaults that the operator declares ({@code backup.vaults[]}). Relative paths are relative to the directory in which the service is
 * started. An invalid entry keeps the service from starting.
 *
 * @param dataDirectory the service's own; without a declared vault there is one, {@code main}, in its directory {@code vault}
 * @param vaults the vaults in the order of the configuration
 */
@ConfigurationProperties("backup")
public record VaultSettings(
        @DefaultValue("./data") Path dataDirectory,
        @Nullable List<DeclaredVault> vaults) {
    /** The name of the vault that there is without any declared. */
    public static final String DEFAULT_NAME = "main";

    public VaultSettings {
        vaults = vaults == null || vaults.isEmpty() ? List.of(ofDefault(dataDirectory)) : List.copyOf(vaults);
        var names = new HashSet<String>();
        for (int i = 0; i < vaults.size(); i++) {
            var key = "backup.vaults[" + i + "]";
            var vault = vaults.get(i);
            vault.check(key);
            require(names.add(vault.name()), key + ".name: the name '" + vault.name() + "' is used twice.");
            requireApart(key, vault, vaults.subList(0, i));
        }
    }

    private static DeclaredVault ofDefault(Path data) {
        return new DeclaredVault(
                DEFAULT_NAME, data.resolve("vault"), null, DataSize.ofMegabytes(64), 1, Duration.ofDays(7), 2);
    }

    private static void requireApart(String key, DeclaredVault vault, List<DeclaredVault> others) {
        for (var other : others) {
            var one = vault.place();
            var another = other.place();
            require(
                    !one.startsWith(another) && !another.startsWith(one),
                    key + ".location: the directory of the vault '" + vault.name() + "' lies in that of the vault '"
                            + other.name() + "', or the other way round; each vault needs a directory of its own.");
        }
    }

    @Override
    public List<DeclaredVault> vaults() {
        return vaults == null ? List.of() : vaults;
    }

    /** Where the password of a vault is kept. */
    public Path passwordFile(DeclaredVault vault) {
        return vault.passwordFile() == null
                ? dataDirectory.resolve("vaults").resolve(vault.name() + ".password")
                : vault.passwordFile();
    }

    /**
     * One vault.
     *
     * @param name a lower-case letter, then up to 31 lower-case letters, digits and {@code -}; unique
     * @param location the directory, made at the first use
     * @param passwordFile made at the first use, with mode 0600; in the data directory if absent
     * @param packSize how large packs become, 4 MB to 128 MB
     * @param compression zstd's level, 1 to 19; 0 for none
     * @param deleteDelay how long a deleted snapshot can be taken back
     * @param minKeep newest complete snapshots of a bundle that no rule removes
     */
    public record DeclaredVault(
            @Nullable String name,
            @Nullable Path location,
            @Nullable Path passwordFile,
            @DefaultValue("64MB") DataSize packSize,
            @DefaultValue("1") int compression,
            @DefaultValue("P7D") Duration deleteDelay,
            @DefaultValue("2") int minKeep) {
        private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");
        private static final int SMALLEST_PACK = 4;
        private static final int LARGEST_PACK = 128;
        private static final int HIGHEST_LEVEL = 19;
        private static final int MOST_KEPT = 10_000;
        private static final Duration LONGEST_DELAY = Duration.ofDays(3_650);

        private void check(String key) {
            require(
                    name != null && NAME.matcher(name).matches(),
                    key + ".name must be 1 to 32 lower-case letters, digits and '-', beginning with a letter.");
            require(
                    location != null && !location.toString().isBlank(),
                    key + ".location is missing: name the directory of the vault.");
            require(
                    packSize.toMegabytes() >= SMALLEST_PACK
                            && packSize.compareTo(DataSize.ofMegabytes(LARGEST_PACK)) <= 0,
                    key + ".pack-size must lie between " + SMALLEST_PACK + "MB and " + LARGEST_PACK + "MB.");
            require(
                    compression >= 0 && compression <= HIGHEST_LEVEL,
                    key + ".compression must lie between 0 and " + HIGHEST_LEVEL + ".");
            require(
                    !deleteDelay.isNegative() && deleteDelay.compareTo(LONGEST_DELAY) <= 0,
                    key + ".delete-delay must lie between 0 and " + LONGEST_DELAY.toDays() + "d.");
            require(minKeep >= 1 && minKeep <= MOST_KEPT, key + ".min-keep must lie between 1 and " + MOST_KEPT + ".");
        }

        @Override
        public String name() {
            return name == null ? "" : name;
        }

        /** The directory of the vault, absolute. */
        public Path place() {
            return (location == null ? Path.of("") : location).toAbsolutePath().normalize();
        }
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(sentence);
        }
    }
}
