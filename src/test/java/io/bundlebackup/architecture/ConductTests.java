package io.bundlebackup.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Disabled;

/** What neither the product nor its tests do. */
@AnalyzeClasses(packages = "io.bundlebackup")
class ConductTests {
    /** Tests wait for what happens, the product waits on conditions. */
    @ArchTest
    static final ArchRule nobodySleeps = noClasses()
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", long.class, int.class)
            .orShould()
            .callMethod(Thread.class, "sleep", java.time.Duration.class)
            .orShould()
            .callMethod("java.util.concurrent.TimeUnit", "sleep", "long");

    /** It is on the class path through springdoc, with the same names as Jackson 3. */
    @ArchTest
    static final ArchRule nobodyUsesJackson2 = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.fasterxml.jackson.databind..", "com.fasterxml.jackson.core..");

    @ArchTest
    static final ArchRule nothingIsMocked =
            noClasses().should().dependOnClassesThat().resideInAPackage("org.mockito..");

    @ArchTest
    static final ArchRule noTestIsSwitchedOff = noMethods().should().beAnnotatedWith(Disabled.class);
}
