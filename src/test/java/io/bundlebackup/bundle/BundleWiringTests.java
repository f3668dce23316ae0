package io.bundlebackup.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.ComponentScan;

/** The components find each other when Spring makes them. */
class BundleWiringTests {
    @ComponentScan(basePackageClasses = Bundles.class)
    @ConfigurationPropertiesScan(basePackageClasses = Bundles.class)
    static class Configuration {}

    @TempDir
    Path root;

    @Test
    void measuresABundleOfTheConfiguredDirectory() throws IOException {
        Trees.bundle(root, "com.a", Trees.FACTS);

        new ApplicationContextRunner()
                .withUserConfiguration(Configuration.class)
                .withBean(FakeScan.class)
                .withBean(ExchangeSupport.class, () -> (in, moved) -> ExchangeSupport.Result.EXCHANGES)
                .withPropertyValues("backup.bundles-directory=" + root)
                .run(started -> {
                    CapabilityFile file = started.getBean(Capabilities.class).measured(List.of("com.a"));
                    assertThat(file.bundleInfos())
                            .singleElement()
                            .satisfies(
                                    entry -> assertThat(entry.spaceOccupied()).isEqualTo(100));
                });
    }
}
