package io.bundlebackup.script;

import static io.bundlebackup.journey.SourceTree.dir;
import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bundlebackup.backup.Picture;
import io.bundlebackup.journey.LeanService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code http-examples/sdk-typescript}: the client is generated, the programs are compiled and run against the packaged service. */
@Timeout(400)
class TypeScriptSdkIntegrationTests {
    @TempDir
    static Path home = Path.of("");

    private static @Nullable LeanService service;
    private static SdkExample example;

    @BeforeAll
    static void build() throws IOException {
        assumeTrue(
                SdkExample.areInstalled("node", "npm", "mvn"),
                "node, npm or mvn is not in PATH: the TypeScript SDK is not tested");
        example = SdkExample.copy("sdk-typescript", home, "node dist/%s.js");
        example.build("npm ci --no-audit --no-fund --prefer-offline && npm run -s generate && npm run -s build");
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
                List.of("backup", "incremental-backup", "restore"), service, home.resolve("out"));
    }

    @Test
    void runsTheProgramsOfOpenHarmony() throws Exception {
        var bundle = "com.example.hiworld";
        var data = service.bundle(bundle);
        tree(dir("files", file("a", 300_000), file("b", 300_000)), file("note", "first"))
                .plant(data);
        var arguments = bundle + " " + home.resolve("openharmony");
        var port = service.port();

        assertThat(example.run(port, "openharmony/data-size", bundle)).contains("dataSize: 600005", "scanning: ");
        assertThat(example.run(port, "openharmony/cancel", bundle)).contains("cancel result:0", "onAllBundlesEnd");
        assertThat(example.run(port, "openharmony/backup", arguments)).contains("appendBundles success");
        Files.writeString(data.resolve("note"), "second");
        assertThat(example.run(port, "openharmony/incremental-backup", arguments))
                .contains("onBundleEnd success");
        var backedUp = Picture.of(data);
        Files.writeString(data.resolve("note"), "damaged");
        assertThat(example.run(port, "openharmony/restore", arguments)).contains("publishFile success");
        Picture.of(data).assertSameAs(backedUp, "restored");
    }
}
