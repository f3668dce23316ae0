package io.bundlebackup.bundle.web;

import static io.bundlebackup.bundle.web.Problems.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.bundle.BundleHistory;
import io.bundlebackup.bundle.BundleSizes;
import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.bundle.FakeScan;
import io.bundlebackup.bundle.LastRun;
import io.bundlebackup.bundle.Trees;
import io.bundlebackup.bundle.command.BackupInfo;
import io.bundlebackup.bundle.command.ExtensionRunner;
import io.bundlebackup.problem.ProblemType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import tools.jackson.databind.json.JsonMapper;

class BundleControllerTests {
    private static final String URL = "/api/v1/bundles";

    @TempDir
    Path root;

    private final StaticListableBeanFactory beans = new StaticListableBeanFactory();
    private MockMvcTester http = MockMvcTester.of();

    @BeforeEach
    void serveBundles() throws IOException {
        bundle("com.a", Trees.FACTS);
        bundle("com.a+1", Trees.FACTS);
        bundle("com.broken", "{");
        BundleSizes sizes = new BundleSizes(new FakeScan(), InstantSource.fixed(Instant.parse("2026-01-31T09:00:00Z")));
        http = MockMvcTester.of(new BundleController(
                new Bundles(Trees.settings(root)),
                sizes,
                beans.getBeanProvider(BundleHistory.class),
                new BackupInfo(new ExtensionRunner(Path.of(System.getProperty("java.io.tmpdir")))),
                InstantSource.fixed(Instant.parse("2026-01-31T09:00:00Z"))));
    }

    @Test
    void showsABundle() {
        assertThat(http.get().uri(URL + "/com.a")).hasStatusOk().bodyJson().isStrictlyEqualTo("""
                        {"bundleName":"com.a","appIndex":0,"versionCode":1000000,"versionName":"1.0.0",
                         "extensionName":"BackupExtensionAbility","allToBackup":true,"fullBackupOnly":false,
                         "spaceOccupied":100,"spaceMeasuredAt":"2026-01-31T09:00:00Z"}
                        """);
    }

    @Test
    void showsAClone() {
        assertThat(http.get().uri(URL + "/com.a:1"))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.appIndex")
                .isEqualTo(1);
    }

    @Test
    void showsTheProblemOfABundleThatCannotBeUsed() {
        assertThat(http.get().uri(URL + "/com.broken")).hasStatusOk().bodyJson().isStrictlyEqualTo("""
                        {"bundleName":"com.broken","appIndex":0,"allToBackup":false,
                         "problem":"bundle.json is not valid JSON (line 1, column 2)"}
                        """);
    }

    @Test
    void showsTheLastBackupAndRestore() {
        beans.addBean("history", new BundleHistory() {
            @Override
            public Optional<LastRun> lastBackup(String bundleName) {
                Instant ended = Instant.parse("2026-01-31T09:00:00Z");
                return Optional.of(new LastRun("s-1", "incrementalBackup", "completed", ended, 5, 1, 0, 1769850000L));
            }

            @Override
            public Optional<Instant> lastCompletedBackup(String bundleName) {
                return Optional.empty();
            }

            @Override
            public Optional<LastRun> lastRestore(String bundleName) {
                return Optional.empty();
            }
        });

        assertThat(http.get().uri(URL + "/com.a")).bodyJson().satisfies(body -> {
            assertThat(body)
                    .extractingPath("$.lastBackup")
                    .isEqualTo(Map.of(
                            "sessionId",
                            "s-1",
                            "type",
                            "incrementalBackup",
                            "outcome",
                            "completed",
                            "endedAt",
                            "2026-01-31T09:00:00Z",
                            "bytes",
                            5,
                            "files",
                            1,
                            "failedCount",
                            0,
                            "lastIncrementalTime",
                            1769850000));
            assertThat(body).doesNotHavePath("$.lastRestore");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "P1D,2026-01-30T09:00:00Z,false",
        "P1D,2026-01-30T08:59:59.999Z,true",
        "P1D,,true",
        "PT12H,2026-01-30T22:00:00Z,false",
        "PT12H,2026-01-30T20:00:00Z,true"
    })
    void saysWhichBackupIsOverdue(String every, @Nullable Instant last, boolean overdue) throws IOException {
        bundle("com.often", "{\"versionCode\":1,\"versionName\":\"1\",\"backupEvery\":\"" + every + "\"}");
        beans.addBean("history", completed(last));

        for (String path : List.of("/com.often", "?after=" + "Y29tLmJyb2tlbg")) {
            assertThat(http.get().uri(URL + path))
                    .hasStatusOk()
                    .bodyText()
                    .contains("\"backupEvery\":\"" + every + "\",\"overdue\":" + overdue);
        }
        assertThat(http.get().uri(URL + "/com.a"))
                .bodyJson()
                .doesNotHavePath("$.overdue")
                .doesNotHavePath("$.backupEvery");
    }

    private static BundleHistory completed(@Nullable Instant last) {
        return new BundleHistory() {
            @Override
            public Optional<LastRun> lastBackup(String bundleName) {
                return Optional.empty();
            }

            @Override
            public Optional<Instant> lastCompletedBackup(String bundleName) {
                return Optional.ofNullable(last);
            }

            @Override
            public Optional<LastRun> lastRestore(String bundleName) {
                return Optional.empty();
            }
        };
    }

    @Test
    void listsAllBundlesByName() {
        assertThat(http.get().uri(URL)).hasStatusOk().bodyJson().satisfies(body -> {
            assertThat(body)
                    .extractingPath("$.bundles[*].bundleName")
                    .asArray()
                    .containsExactly("com.a", "com.a:1", "com.broken");
            assertThat(body).doesNotHavePath("$.next");
        });
    }

    @Test
    void listsInPages() throws Exception {
        for (int i = 0; i < 7; i++) {
            bundle("com.p" + i, Trees.FACTS);
        }
        List<Object> names = new ArrayList<>();
        Object next = "";
        int pages = 0;
        for (; next != null; pages++) {
            String after = next.equals("") ? "" : "&after=" + next;
            String body = http.get()
                    .uri(URL + "?limit=3" + after)
                    .exchange()
                    .getResponse()
                    .getContentAsString();
            Map<?, ?> page = JsonMapper.shared().readValue(body, Map.class);
            assertThat(page.get("bundles"))
                    .asInstanceOf(InstanceOfAssertFactories.LIST)
                    .hasSizeLessThanOrEqualTo(3)
                    .allSatisfy(bundle -> names.add(((Map<?, ?>) bundle).get("bundleName")));
            next = page.get("next");
        }

        assertThat(pages).isEqualTo(4);
        assertThat(names)
                .containsExactly(
                        "com.a",
                        "com.a:1",
                        "com.broken",
                        "com.p0",
                        "com.p1",
                        "com.p2",
                        "com.p3",
                        "com.p4",
                        "com.p5",
                        "com.p6");
    }

    @Test
    void aPageThatEndsWithTheListHasNoNext() {
        assertThat(http.get().uri(URL + "?limit=3")).bodyJson().doesNotHavePath("$.next");
        assertThat(http.get().uri(URL + "?limit=2")).bodyJson().hasPath("$.next");
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=1001", "limit=-1", "limit=x", "limit=99999999999"})
    void refusesALimitOutOfRange(String query) {
        assertThat(http.get().uri(URL + "?" + query)).hasStatus(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "Li4", "com.a", "a"})
    void refusesAnotherCursor(String after) {
        assertRefused(http.get().uri(URL + "?after=" + after), ProblemType.INVALID_REQUEST);
    }

    @Test
    void saysThatAnApplicationHasNothingToSay() {
        assertThat(http.get().uri(URL + "/com.a/backup-info"))
                .hasStatusOk()
                .bodyJson()
                .isStrictlyEqualTo("{\"bundleName\":\"com.a\",\"backupInfo\":\"\"}");
    }

    @Test
    void returnsTheBackupInfoOfTheApplication() throws IOException {
        bundle("com.talks", """
                {"versionCode":1,"versionName":"1","extension":{"getBackupInfo":["sh","-c","echo $HELLO"],
                 "environment":{"HELLO":"Grüezi"}}}
                """);

        assertThat(http.get().uri(URL + "/com.talks/backup-info"))
                .hasStatusOk()
                .bodyJson()
                .isStrictlyEqualTo("{\"bundleName\":\"com.talks\",\"backupInfo\":\"Grüezi\"}");
    }

    @ParameterizedTest
    @CsvSource({"exit 1, EXTENSION_FAILED", "kill -9 $$, EXTENSION_DIED", "/no/such/program, EXTENSION_FAILED"})
    void saysThatTheApplicationCouldNotSayAnything(String script, ProblemType type) throws IOException {
        bundle(
                "com.fails",
                "{\"versionCode\":1,\"versionName\":\"1\",\"extension\":{\"getBackupInfo\":[\"sh\",\"-c\",\"" + script
                        + "\"]}}");

        assertRefused(http.get().uri(URL + "/com.fails/backup-info"), type);
    }

    @Test
    void saysThatItsProgramIsNotThere() throws IOException {
        bundle(
                "com.none",
                "{\"versionCode\":1,\"versionName\":\"1\",\"extension\":{\"getBackupInfo\":[\"/no/such/program\"]}}");

        assertRefused(http.get().uri(URL + "/com.none/backup-info"), ProblemType.EXTENSION_NOT_STARTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/backup-info"})
    void refusesNamesThatAreUnknownOrInvalid(String rest) {
        assertRefused(http.get().uri(URL + "/com.none" + rest), ProblemType.NO_SUCH_BUNDLE);
        assertRefused(http.get().uri(URL + "/com.a:2" + rest), ProblemType.NO_SUCH_BUNDLE);
        assertRefused(http.get().uri(URL + "/9" + rest), ProblemType.INVALID_REQUEST);
        assertRefused(http.get().uri(URL + "/com.a+1" + rest), ProblemType.INVALID_REQUEST);
    }

    private void bundle(String directoryName, String facts) throws IOException {
        Trees.bundle(root.resolve("bundles"), directoryName, facts);
    }
}
