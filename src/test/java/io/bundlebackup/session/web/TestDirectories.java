package io.bundlebackup.session.web;

import io.bundlebackup.BundleBackup;
import io.bundlebackup.bundle.ExchangeSupport;
import io.bundlebackup.session.GatedScan;
import io.bundlebackup.session.ScriptedWork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.core.env.MapPropertySource;

/** Gives a context its directories, with some bundles: {@code a} to {@code e}, and {@code forbidden}. They go with the build. */
public final class TestDirectories implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    private static final String FACTS = "{\"versionCode\":1,\"versionName\":\"1.0\"}";

    /** The whole service except for the features that do the work of sessions. No component, so that no scan of another test finds it. */
    @EnableAutoConfiguration
    @ConfigurationPropertiesScan("io.bundlebackup")
    @ComponentScan(
            basePackages = "io.bundlebackup",
            excludeFilters = {
                @Filter(type = FilterType.CUSTOM, classes = TypeExcludeFilter.class),
                @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = BundleBackup.class),
                @Filter(type = FilterType.REGEX, pattern = "io\\.bundlebackup\\.(backup|restore|upload|vault)\\..*")
            })
    static class Service {
        @Bean
        ScriptedWork work() {
            return new ScriptedWork();
        }

        @Bean
        ExchangeSupport exchange() {
            return (in, moved) -> ExchangeSupport.Result.EXCHANGES;
        }

        @Bean
        GatedScan scan() {
            return new GatedScan();
        }
    }

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        try {
            var root = Files.createTempDirectory(Path.of("target"), "session-api");
            for (var name : List.of("a", "b", "c", "d", "e")) {
                bundle(root, name, FACTS);
            }
            bundle(root, "forbidden", FACTS.replace("}", ",\"allowToBackupRestore\":false}"));
            context.getEnvironment()
                    .getPropertySources()
                    .addFirst(new MapPropertySource(
                            "directories",
                            Map.of(
                                    "backup.bundles-directory",
                                            root.resolve("bundles").toString(),
                                    "backup.data-directory",
                                            root.resolve("data").toString())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void bundle(Path root, String name, String facts) throws IOException {
        var directory = root.resolve("bundles").resolve(name);
        Files.createDirectories(directory.resolve("data"));
        Files.writeString(directory.resolve("bundle.json"), facts);
    }
}
