package io.bundlebackup.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.BundleBackup;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModule;
import org.springframework.modulith.core.ApplicationModules;

/** The features keep to what their {@code package-info.java} allows them, and use of each other only what is meant for others. */
class ModularityTests {
    private final ApplicationModules features = ApplicationModules.of(BundleBackup.class);

    @Test
    void everyFeatureDependsOnlyOnWhatItMayAndNoneOnItselfThroughAnother() {
        features.verify();
    }

    @Test
    void theRootPackageHoldsTheFeaturesOfTheDesignAndNothingElse() {
        assertThat(features.stream().map(ApplicationModule::getIdentifier).map(Object::toString))
                .isNotEmpty()
                .isSubsetOf(
                        "access",
                        "archive",
                        "audit",
                        "backup",
                        "bundle",
                        "capacity",
                        "limits",
                        "manifest",
                        "dashboard",
                        "posix",
                        "problem",
                        "repository",
                        "restore",
                        "session",
                        "upload",
                        "vault",
                        "monitoring");
    }
}
