package io.bundlebackup.journey.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.bundle.Trees;
import io.bundlebackup.client.Answer;
import io.bundlebackup.journey.Client;
import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RunningService;
import io.bundlebackup.journey.SourceTree;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Carol reaches the bundles {@code com.carol.*} alone. For her all others do not exist. */
class ReachJourneyIntegrationTests extends JourneyTest {
    private static final String OWN = "com.carol.reach";

    private Client carol;
    private String foreign = "";

    @BeforeEach
    void plant() {
        carol = service.client(RunningService.CAROL);
        foreign = service.bundle(SourceTree.file("a.txt", "content"));
        service.bundleNamed(OWN, Trees.FACTS, SourceTree.file("own.txt", "content"));
    }

    @AfterEach
    void leaveToo() {
        carol.sessions().forEach(this::check);
        carol.close();
    }

    private static List<String> names(Answer list, String things) {
        return list.json()
                .path(things)
                .valueStream()
                .map(each -> each.path("bundleName").asString())
                .toList();
    }

    private String run(Client caller, String bundle) {
        var id = caller.post("/api/v1/vaults/main/runs", "{\"kind\":\"backup\",\"bundles\":[\"" + bundle + "\"]}")
                .is(202)
                .json()
                .path("runs")
                .path(0)
                .path("runId")
                .asString();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> caller.get("/api/v1/runs/" + id)
                        .json()
                        .path("state")
                        .asString()
                        .equals("ended"));
        return id;
    }

    @Test
    void listsAndLooksAtBundlesOfTheCallerAlone() {
        assertThat(names(alice.get("/api/v1/bundles?limit=1000"), "bundles")).contains(foreign, OWN);
        assertThat(names(carol.get("/api/v1/bundles"), "bundles")).containsExactly(OWN);
        assertThat(carol.get("/api/v1/capabilities").is(200).text())
                .contains(OWN)
                .doesNotContain(foreign);
        for (var path : List.of("", "/previous")) {
            var url = "/api/v1/bundles/" + foreign + path;
            assertThat(alice.get(url).status()).as(url).isNotEqualTo(404);
            carol.get(url).isProblem(404, "no-such-bundle", 13900020);
        }
        carol.get("/api/v1/bundles/" + foreign + "/backup-info").isProblem(404, "no-such-bundle", 13900020);
        carol.get("/api/v1/capabilities?bundleName=" + foreign).isProblem(404, "no-such-bundle", 13900020);
        carol.post(
                        "/api/v1/capabilities",
                        "{\"dataList\":[{\"bundleName\":\"" + foreign + "\",\"lastIncrementalTime\":0}]}")
                .isProblem(404, "no-such-bundle", 13900020);
        service.bundleNamed(
                "com.example.overdue",
                Trees.FACTS.replaceFirst("\\{", "{\"backupEvery\":\"P1D\","),
                SourceTree.file("a", "a"));
        assertThat(carol.get("/actuator/prometheus").is(200).text())
                .as("metrics are of the whole service")
                .contains("com.example.overdue");
    }

    @Test
    void anAppendOfAForeignBundleIsNotAllowedAndOthersGoOn() {
        var session = carol.open();

        var answer = session.append(Client.plainly(foreign, "com.example.nothing", OWN))
                .is(202)
                .json();

        for (int i = 0; i < 2; i++) {
            assertThat(answer.path("bundles").path(i).path("outcome").asString())
                    .isEqualTo("rejected");
            assertThat(answer.path("bundles").path(i).path("err").path("code").asInt())
                    .isEqualTo(13500001);
        }
        assertThat(answer.path("bundles").path(2).path("outcome").isMissingNode())
                .isTrue();
        session.awaitFile(OWN, "part");
        for (var path : List.of("", "/report", "/files")) {
            assertThat(carol.get(session.bundleUrl(foreign, path)).status())
                    .as(path)
                    .isEqualTo(200);
        }
        carol.get(session.bundleUrl(foreign, "/files/part.0.tar")).isProblem(404, "no-such-bundle", 13900020);
        carol.send("POST", session.bundleUrl(foreign, "/cancel"), null).isProblem(404, "no-such-bundle", 13900020);
        carol.get(session.bundleUrl(OWN, "")).is(200);
    }

    @Test
    void theSizeOfAForeignBundleIsUnknown() {
        var session = carol.open();
        session.measure(true, 0, foreign, OWN).is(202);

        await().until(() -> session.sizes().path("scaned").size() == 2);

        assertThat(session.sizes().path("scaned").path(0).path("dataSize").asLong())
                .isEqualTo(-1);
        assertThat(session.sizes().path("scaned").path(1).path("dataSize").asLong())
                .isEqualTo(7);
    }

    @Test
    void whoMayOnlyBackUpChangesNoData() {
        carol.post("/api/v1/sessions", "{\"type\":\"restore\"}").isProblem(403, "permission-denied", 201);
        carol.post("/api/v1/bundles/" + OWN + "/previous/" + "0".repeat(32) + "/restore", "")
                .isProblem(403, "permission-denied", 201);
        carol.delete("/api/v1/bundles/" + OWN + "/previous/" + "0".repeat(32)).isProblem(403, "permission-denied", 201);
        carol.create("{\"type\":\"incrementalBackup\"}");
    }

    @Test
    void snapshotsAndRunsOfForeignBundlesDoNotExist() {
        var cursor = carol.get("/api/v1/runs").json().path("cursor").asString();
        var theirs = run(alice, foreign);
        var own = run(carol, OWN);
        var snapshot =
                alice.get("/api/v1/runs/" + theirs).json().path("snapshotId").asString();

        assertThat(names(alice.get("/api/v1/vaults/main/bundles"), "bundles")).contains(foreign, OWN);
        assertThat(names(carol.get("/api/v1/vaults/main/bundles"), "bundles")).containsExactly(OWN);
        assertThat(names(carol.get("/api/v1/vaults/main/snapshots"), "snapshots"))
                .containsOnly(OWN);
        assertThat(names(carol.get("/api/v1/vaults/main/snapshots?bundleName=" + foreign), "snapshots"))
                .isEmpty();
        assertThat(names(carol.get("/api/v1/runs"), "runs")).containsOnly(OWN);
        assertThat(names(carol.get("/api/v1/events?types=run&cursor=" + cursor), "events"))
                .containsOnly(OWN);
        assertThat(carol.get("/api/v1/vaults/main").json().path("bundles").asLong())
                .isEqualTo(1);
        for (var path : List.of("", "/tree", "/content?path=a.txt", "/archive", "/manifest", "/diff?to=" + snapshot)) {
            var url = "/api/v1/vaults/main/snapshots/" + snapshot + path;
            alice.get(url).is(200);
            carol.get(url).isProblem(404, "no-such-snapshot", 13900020);
        }
        carol.delete("/api/v1/vaults/main/snapshots/" + snapshot).isProblem(404, "no-such-snapshot", 13900020);
        carol.get("/api/v1/vaults/main/retention?bundleName=" + foreign).isProblem(404, "no-such-bundle", 13900020);
        carol.get("/api/v1/runs/" + own).is(200);
        for (var path : List.of("", "/report", "/events", "?wait=60")) {
            carol.get("/api/v1/runs/" + theirs + path).isProblem(404, "no-such-run", 13900020);
        }
        carol.post("/api/v1/runs/" + theirs + "/cancel", "").isProblem(404, "no-such-run", 13900020);
        assertThat(carol.record("/api/v1/runs/" + theirs + "/events").awaitClose())
                .isEqualTo(4004);
        carol.post("/api/v1/vaults/main/runs", "{\"kind\":\"backup\",\"bundles\":[\"" + foreign + "\"]}")
                .isProblem(404, "no-such-bundle", 13900020);
        carol.post("/api/v1/vaults/main/runs", "{\"kind\":\"prune\",\"bundles\":[\"" + foreign + "\"]}")
                .isProblem(404, "no-such-bundle", 13900020);
        assertThat(names(carol.post("/api/v1/vaults/main/runs", "{\"kind\":\"backup\"}"), "runs"))
                .containsExactly(OWN);
    }

    @Test
    void schedulesOfForeignBundlesDoNotExist() {
        var theirs = "{\"name\":\"theirs\",\"vault\":\"main\",\"bundles\":[\"com.*\"],\"cron\":\"0 0 4 1 1 *\"}";
        alice.post("/api/v1/schedules", theirs).is(201);
        try {
            assertThat(carol.get("/api/v1/schedules").is(200).text()).doesNotContain("theirs");
            carol.get("/api/v1/schedules/theirs").isProblem(404, "no-such-schedule", 13900020);
            carol.get("/api/v1/schedules/theirs/next").isProblem(404, "no-such-schedule", 13900020);
            carol.delete("/api/v1/schedules/theirs").isProblem(404, "no-such-schedule", 13900020);
            carol.put("/api/v1/schedules/theirs", theirs.replace("com.*", "com.carol.*"))
                    .isProblem(404, "no-such-schedule", 13900020);
            carol.post("/api/v1/schedules", theirs.replace("theirs", "own"))
                    .isProblem(400, "invalid-schedule", 13900020);
            carol.post("/api/v1/schedules", theirs.replace("theirs", "own").replace("com.*", "com.carol.?*"))
                    .is(201);
            carol.delete("/api/v1/schedules/own").is(204);
        } finally {
            alice.delete("/api/v1/schedules/theirs").is(204);
        }
    }
}
