package io.bundlebackup.bundle.web;

import static io.bundlebackup.bundle.web.Problems.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.bundle.BundleSizes;
import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.bundle.Capabilities;
import io.bundlebackup.bundle.FakeScan;
import io.bundlebackup.bundle.Trees;
import io.bundlebackup.problem.ProblemType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MockMvcTester.MockMvcRequestBuilder;

class CapabilitiesControllerTests {
    private static final String URL = "/api/v1/capabilities";

    @TempDir
    Path root;

    private MockMvcTester http = MockMvcTester.of();

    @BeforeEach
    void serveTwoBundles() throws IOException {
        Trees.bundle(root.resolve("bundles"), "com.a", Trees.FACTS);
        Trees.bundle(root.resolve("bundles"), "com.b+1", Trees.FACTS);
        BundleSizes sizes = new BundleSizes(new FakeScan(), InstantSource.fixed(Instant.EPOCH));
        http = MockMvcTester.of(new CapabilitiesController(new Capabilities(new Bundles(Trees.settings(root)), sizes)));
    }

    @Test
    void servesTheCapabilityFile() {
        assertThat(http.get().uri(URL + "?bundleName=com.a"))
                .hasStatusOk()
                .hasContentType(MediaType.APPLICATION_JSON)
                .hasHeader("Content-Disposition", "attachment; filename=localCapabilities.json")
                .bodyJson()
                .isStrictlyEqualTo("""
                        {"backupVersion":"16.0","bundleInfos":[{"allToBackup":true,"appIndex":0,
                         "extensionName":"BackupExtensionAbility","extraInfo":{},"fullBackupOnly":false,"name":"com.a",
                         "needToInstall":false,"restoreDeps":"","spaceOccupied":100,"supportScene":"","versionCode":1000000,
                         "versionName":"1.0.0"}],"deviceType":"default","systemFullName":"%s-%s"}
                        """.formatted(System.getProperty("os.name"), System.getProperty("os.version")));
    }

    @Test
    void servesAllBundlesWhenNoneIsNamed() {
        assertThat(http.get().uri(URL))
                .bodyJson()
                .extractingPath("$.bundleInfos[*].name")
                .asArray()
                .containsExactly("com.a", "com.b");
    }

    @Test
    void takesSeveralNames() {
        assertThat(http.get().uri(URL + "?bundleName=com.b:1&bundleName=com.a"))
                .bodyJson()
                .extractingPath("$.bundleInfos[*].appIndex")
                .asArray()
                .containsExactly(1, 0);
    }

    @Test
    void refusesNamesThatAreUnknownInvalidOrDoubled() {
        assertRefused(http.get().uri(URL + "?bundleName=com.none"), ProblemType.NO_SUCH_BUNDLE);
        assertRefused(http.get().uri(URL + "?bundleName=1"), ProblemType.INVALID_REQUEST);
        assertRefused(http.get().uri(URL + "?bundleName="), ProblemType.INVALID_REQUEST);
        assertRefused(http.get().uri(URL + "?bundleName=com.a,com.b:1"), ProblemType.INVALID_REQUEST);
        assertRefused(http.get().uri(URL + "?bundleName=com.a&bundleName=com.a"), ProblemType.INVALID_ARGUMENT);
    }

    @Test
    void leavesOutUnknownBundles() {
        assertThat(http.get().uri(URL + "?bundleName=com.none&bundleName=com.a"))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.bundleInfos[*].name")
                .isEqualTo(List.of("com.a"));
        assertThat(
                        post(
                                "{\"dataList\":[{\"bundleName\":\"com.none\",\"lastIncrementalTime\":0},{\"bundleName\":\"com.a\",\"lastIncrementalTime\":0}]}"))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.bundleInfos[*].name")
                .isEqualTo(List.of("com.a"));
    }

    @Test
    void tellsTheSizeOfTheIncrement() {
        assertThat(post("{\"dataList\":[{\"bundleName\":\"com.a\",\"lastIncrementalTime\":1700107870}]}"))
                .hasStatusOk()
                .hasHeader("Content-Disposition", "attachment; filename=localCapabilities.json")
                .bodyJson()
                .extractingPath("$.bundleInfos[0].increSpaceOccupied")
                .isEqualTo(30);
        assertThat(post("{\"dataList\":[{\"bundleName\":\"com.a\",\"lastIncrementalTime\":0}]}"))
                .bodyJson()
                .extractingPath("$.bundleInfos[0].increSpaceOccupied")
                .isEqualTo(100);
    }

    @Test
    void refusesAMeaninglessList() {
        assertRefused(post("{\"dataList\":[]}"), ProblemType.INVALID_ARGUMENT);
        assertRefused(post("""
                        {"dataList":[{"bundleName":"com.a","lastIncrementalTime":0},
                                     {"bundleName":"com.a","lastIncrementalTime":1}]}
                        """), ProblemType.INVALID_ARGUMENT);
        assertRefused(
                post("{\"dataList\":[{\"bundleName\":\"com.none\",\"lastIncrementalTime\":0}]}"),
                ProblemType.NO_SUCH_BUNDLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}",
                "{\"dataList\":null}",
                "{\"dataList\":[null]}",
                "{\"dataList\":[{\"bundleName\":\"com.a\"}]}",
                "{\"dataList\":[{\"lastIncrementalTime\":0}]}",
                "{\"dataList\":[{\"bundleName\":\"com.a\",\"lastIncrementalTime\":-1}]}",
                "{\"dataList\":[{\"bundleName\":\"../a\",\"lastIncrementalTime\":0}]}"
            })
    void refusesAMalformedRequest(String body) {
        assertThat(post(body)).hasStatus(400);
    }

    private MockMvcRequestBuilder post(String body) {
        return http.post().uri(URL).contentType(MediaType.APPLICATION_JSON).content(body);
    }
}
