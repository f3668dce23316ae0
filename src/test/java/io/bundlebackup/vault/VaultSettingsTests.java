package io.bundlebackup.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class VaultSettingsTests {
    private static VaultSettings bind(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate("backup", VaultSettings.class);
    }

    @Test
    void withoutAnyThereIsOneInTheDataDirectory() {
        var settings = bind(Map.of("backup.data-directory", "/srv/state"));

        var main = settings.vaults().getFirst();
        assertThat(settings.vaults()).hasSize(1);
        assertThat(main.name()).isEqualTo("main");
        assertThat(main.place()).isEqualTo(Path.of("/srv/state/vault"));
        assertThat(main.packSize().toMegabytes()).isEqualTo(64);
        assertThat(main.deleteDelay()).isEqualTo(Duration.ofDays(7));
        assertThat(settings.passwordFile(main)).isEqualTo(Path.of("/srv/state/vaults/main.password"));
    }

    @Test
    void aDeclaredOneHasTheSameDefaults() {
        var settings = bind(Map.of(
                "backup.vaults[0].name",
                "nas",
                "backup.vaults[0].location",
                "/mnt/nas",
                "backup.vaults[0].password-file",
                "/etc/nas.password"));

        var nas = settings.vaults().getFirst();
        assertThat(nas.minKeep()).isEqualTo(2);
        assertThat(nas.compression()).isEqualTo(1);
        assertThat(nas.packSize().toMegabytes()).isEqualTo(64);
        assertThat(settings.passwordFile(nas)).isEqualTo(Path.of("/etc/nas.password"));
    }

    @Test
    void refusesWhatMakesNoSenseInOneClearSentence() {
        refuses("backup.vaults[0].name must be 1 to 32", Map.of("name", "Main", "location", "/a"));
        refuses("backup.vaults[0].location is missing", Map.of("name", "main"));
        refuses("backup.vaults[0].pack-size must lie", Map.of("name", "main", "location", "/a", "pack-size", "129MB"));
        refuses("backup.vaults[0].compression must lie", Map.of("name", "main", "location", "/a", "compression", "20"));
        refuses(
                "backup.vaults[0].delete-delay must lie",
                Map.of("name", "main", "location", "/a", "delete-delay", "-P1D"));
        refuses("backup.vaults[0].min-keep must lie", Map.of("name", "main", "location", "/a", "min-keep", "0"));
    }

    @Test
    void refusesTwoOfOneNameOrInOneDirectory() {
        assertThatThrownBy(() -> two("main", "/a", "main", "/b"))
                .rootCause()
                .hasMessage("backup.vaults[1].name: the name 'main' is used twice.");
        assertThatThrownBy(() -> two("main", "/a", "other", "/a/b/.."))
                .rootCause()
                .hasMessageContaining("backup.vaults[1].location: the directory of the vault 'other' lies in that of");
        assertThat(two("main", "/a", "other", "/ab").vaults()).hasSize(2);
    }

    private static VaultSettings two(String name, String location, String other, String place) {
        return bind(Map.of(
                "backup.vaults[0].name", name,
                "backup.vaults[0].location", location,
                "backup.vaults[1].name", other,
                "backup.vaults[1].location", place));
    }

    private static void refuses(String sentence, Map<String, String> vault) {
        var settings = new java.util.HashMap<String, String>();
        vault.forEach((key, value) -> settings.put("backup.vaults[0]." + key, value));
        assertThatThrownBy(() -> bind(settings))
                .rootCause()
                .hasMessageStartingWith(sentence)
                .message()
                .endsWith(".");
    }
}
