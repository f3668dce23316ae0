package io.bundlebackup.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.UnknownSettings;
import io.bundlebackup.problem.StartRefusedException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** What an operator hears of a setting that the service does not know, or that makes no sense. */
class SettingsTests {
    private final ApplicationContextRunner start = new ApplicationContextRunner().withUserConfiguration(Settings.class);

    @ParameterizedTest
    @CsvSource({
        "backup.stagng.max-size=10GB,         backup.staging.max-size",
        "backup.security.token[0].name=x,     backup.security.tokens[].name",
        "backup.data-dir=/srv,                backup.data-directory",
        "backup.scheduler.slot=3,             backup.scheduler.slots",
        "backup.limits.json.size=1MB,         backup.limits.json-size",
        "backup.bundle[0].name=x,             backup.bundles",
        "backup.vaults[0].locations=x,        backup.vaults[].location",
    })
    void anUnknownKeyRefusesTheStartWithTheNearestSetting(String setting, String nearest) {
        start.withPropertyValues(setting)
                .run(context -> assertThat(context)
                        .getFailure()
                        .isInstanceOf(StartRefusedException.class)
                        .hasMessageContaining("backup." + setting.substring(7, setting.indexOf('=')))
                        .hasMessageContaining(nearest));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "backup.staging.maxSize=10GB",
                "backup.STAGING.max_size=10GB",
                "backup.bundles[0].name=a.b",
                "backup.security.tokens[0].authorities[1]=backup",
                "backup.security.tokens[0].name=x",
                "backup.vaults[0].packSize=32MB",
                "backupx.staging=1",
            })
    void aKnownKeyInAnySpellingIsAccepted(String setting) {
        start.withPropertyValues(setting).run(context -> {
            // A caller without a token is refused for another reason.
            assertThat(context.getStartupFailure() instanceof StartRefusedException)
                    .isFalse();
        });
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void anUnknownEnvironmentVariableIsLoggedAsAWarning(CapturedOutput output) {
        start.withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new SystemEnvironmentPropertySource(
                                "test-systemEnvironment",
                                Map.of(
                                        "BACKUP_STAGNG_MAX_SIZE", "1GB",
                                        "BACKUP_DATA_DIRECTORY", "/srv",
                                        "BACKUP_TOKEN", "secret"))))
                .run(context -> assertThat(context).hasNotFailed());

        assertThat(output)
                .contains("backup.stagng.max.size is unknown; the nearest setting is backup.staging.max-size")
                .doesNotContain("BACKUP_TOKEN", "backup.token", "backup.data");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "backup.scheduler.slots=0",
                "backup.scheduler.slots=-1",
                "backup.scheduler.slots=1001",
                "backup.session.idle-timeout=0",
                "backup.session.idle-timeout=-5m",
                "backup.session.history=0s",
                "backup.progress-interval=0",
                "backup.size-report-interval=1ms",
                "backup.limits.sessions=0",
                "backup.limits.bundles=-1",
                "backup.limits.json-size=0",
                "backup.limits.json-depth=1",
                "backup.limits.manifest-size=0",
                "backup.limits.upload-entries=0",
                "backup.staging.max-size=0",
                "backup.staging.min-free=-1GB",
                "backup.pack.big-file-size=0",
                "backup.pack.part-size=-1MB",
                "backup.pack.part-files=0",
                "backup.restore.keep-previous=-1",
                "backup.increments.keep-manifests=-1",
                "backup.vaults[0].name=Main",
                "backup.audit.files=1",
                "backup.audit.max-size=0",
            })
    void anInvalidValueRefusesTheStartWithTheNameOfTheSetting(String setting) {
        var key = setting.substring(0, setting.indexOf('='));

        start.withPropertyValues(setting)
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining(key));
    }

    @Configuration(proxyBeanMethods = false)
    @ConfigurationPropertiesScan("io.bundlebackup")
    @Import(UnknownSettings.class)
    static class Settings {}
}
