package io.bundlebackup.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.bundle.selection.PathConverter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.ByteArrayResource;

class BundleSettingsTests {
    @EnableConfigurationProperties(BundleSettings.class)
    @Import({PathConverter.class, DeclaredBundlesCheck.class})
    static class Configuration {}

    private final ApplicationContextRunner context =
            new ApplicationContextRunner().withUserConfiguration(Configuration.class);

    @Test
    void hasDefaults() {
        context.run(started -> assertThat(started.getBean(BundleSettings.class))
                .isEqualTo(new BundleSettings(Path.of("./bundles"), Path.of("./data"), List.of())));
    }

    @Test
    void readsDirectoriesThatAlsoExistOnTheClassPath() {
        context.withPropertyValues("backup.bundles-directory=META-INF", "backup.data-directory=/srv/own")
                .run(started -> {
                    BundleSettings settings = started.getBean(BundleSettings.class);
                    assertThat(settings.bundlesDirectory()).isEqualTo(Path.of("META-INF"));
                    assertThat(settings.dataDirectory()).isEqualTo(Path.of("/srv/own"));
                });
    }

    @Test
    void readsDeclaredBundles() {
        yaml("""
                backup:
                  security: {tokens: []}
                  bundles:
                    - name: com.example.app
                      directory: /srv/app
                      version-code: 12
                      versionName: "1.2"
                      includes: [files, "db/*"]
                      extraInfo: {supportScene: [a, b], nested: {n: 1}}
                    - name: com.example.app:1
                      directory: /srv/clone
                      versionCode: 1
                      versionName: "1"
                """).run(started -> {
            List<DeclaredBundle> bundles = started.getBean(BundleSettings.class).bundles();
            assertThat(bundles)
                    .extracting(DeclaredBundle::name)
                    .containsExactly("com.example.app", "com.example.app:1");
            assertThat(bundles.getFirst().versionCode()).isEqualTo(12);
            assertThat(bundles.getFirst().includes()).containsExactly("files", "db/*");
            assertThat(ApplicationReader.read(new BundleName("com.example.app", 0), bundles.getFirst())
                            .application())
                    .satisfies(application -> assertThat(application.extraInfo())
                            .isEqualTo(Map.of("supportScene", List.of("a", "b"), "nested", Map.of("n", 1))));
        });
    }

    @Test
    void readsTheExtensionOfADeclaredBundle() {
        yaml("""
                backup:
                  bundles:
                    - name: com.example.app
                      directory: /srv/app
                      versionCode: 1
                      versionName: "1"
                      extension:
                        onBackup: [dump, "a b"]
                        environment:
                          PGHOST: /run/x
                          "[MY_NAME]": "1"
                """).run(started -> {
            var declared = started.getBean(BundleSettings.class).bundles().getFirst();
            var reading = ApplicationReader.read(new BundleName("com.example.app", 0), declared);
            assertThat(reading.problem()).isNull();
            assertThat(reading.application())
                    .satisfies(application -> assertThat(application.extension())
                            .isEqualTo(new Extension(
                                    Map.of(Extension.Scenario.ON_BACKUP, List.of("dump", "a b")),
                                    Map.of("PGHOST", "/run/x", "MY_NAME", "1"))));
        });
    }

    @Test
    void doesNotStartWithAnUnknownKey() {
        yaml("""
                backup:
                  bundles:
                    - {name: com.example.app, directory: /srv/app, exclude: [tmp]}
                """)
                .run(started ->
                        assertThat(started.getStartupFailure()).rootCause().hasMessageContaining("exclude"));
    }

    @Test
    void doesNotStartWithoutANameOrADirectory() {
        context.withPropertyValues("backup.bundles[0].directory=/srv/app")
                .run(started -> assertThat(started).hasFailed());
        context.withPropertyValues("backup.bundles[0].name=com.example.app")
                .run(started -> assertThat(started).hasFailed());
        context.withPropertyValues("backup.bundles[0].directory=/srv/app", "backup.bundles[0].name=not a name")
                .run(started -> assertThat(started).hasFailed());
    }

    private ApplicationContextRunner yaml(String text) {
        return context.withInitializer(starting -> {
            try {
                new YamlPropertySourceLoader()
                        .load("test", new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8)))
                        .forEach(starting.getEnvironment().getPropertySources()::addFirst);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
