package io.bundlebackup.script;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bundlebackup.journey.LeanService;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code http-examples/sdk-java}: the client is generated, the programs are compiled and run against the packaged service. */
@Timeout(400)
class JavaSdkIntegrationTests {
    @TempDir
    static Path home = Path.of("");

    private static @Nullable LeanService service;
    private static SdkExample example;

    @BeforeAll
    static void build() throws IOException {
        assumeTrue(SdkExample.areInstalled("mvn"), "mvn is not in PATH: the Java SDK is not tested");
        example = SdkExample.copy("sdk-java", home, "$JAVA_HOME/bin/java -cp 'target/classes:target/lib/*' example.%s");
        example.build("mvn -q -B package");
        service = SdkExample.start(home);
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            service.close();
        }
    }

    @Test
    void backsUpIncrementsAndRestoresThroughConnectionsThatBreak() throws Exception {
        example.assertBacksUpAndRestores(
                List.of("Backup", "IncrementalBackup", "Restore"), service, home.resolve("out"));
    }
}
