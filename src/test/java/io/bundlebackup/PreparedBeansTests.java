package io.bundlebackup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.FileSystemResource;

/** The beans that the build has found are used only where a start would find the same ones. */
class PreparedBeansTests {
    private final StandardEnvironment environment = new StandardEnvironment();

    PreparedBeansTests() {
        // Of this process, and none of the service.
        environment.getPropertySources().remove(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
        environment.getPropertySources().remove(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "backup.data-directory=/data",
                "server.port=9000",
                "server.forward-headers-strategy=framework",
                "server.ssl.bundle=service",
                "spring.ssl.bundle.pem.service.keystore.certificate=cert.pem",
                "spring.config.location=file:./",
                "logging.level.root=debug"
            })
    void settingsThatDecideNoConditionKeepThem(String setting) {
        set(setting);

        assertThat(PreparedBeans.fit(environment)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "management.endpoints.web.exposure.include=metrics",
                "management.server.port=9001",
                "springdoc.swagger-ui.enabled=false",
                "spring.threads.virtual.enabled=false",
                "spring.main.lazy-initialization=true"
            })
    void settingsThatMayDecideAConditionHaveTheStartLook(String setting) {
        set(setting);

        assertThat(PreparedBeans.fit(environment)).isFalse();
    }

    @Test
    void variablesCountAsSettings() {
        environment
                .getPropertySources()
                .addLast(new SystemEnvironmentPropertySource(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        Map.of("SPRINGDOC_API_DOCS_ENABLED", "false")));

        assertThat(PreparedBeans.fit(environment)).isFalse();
    }

    @Test
    void thePackagedSettingsAreThoseOfTheBuildAndTheSameFileElsewhereIsNot(@TempDir Path directory) throws Exception {
        var packaged = new ClassPathResource("application.yml");
        var loader = new YamlPropertySourceLoader();
        loader.load("packaged", packaged).forEach(environment.getPropertySources()::addLast);

        assertThat(PreparedBeans.fit(environment)).isTrue();

        var copy = Files.copy(packaged.getFile().toPath(), directory.resolve("application.yml"));
        loader.load("operator's", new FileSystemResource(copy)).forEach(environment.getPropertySources()::addFirst);

        assertThat(PreparedBeans.fit(environment)).isFalse();
    }

    private void set(String... settings) {
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "given",
                        Arrays.stream(settings)
                                .map(each -> each.split("=", 2))
                                .collect(Collectors.toMap(each -> each[0], each -> each[1]))));
    }
}
