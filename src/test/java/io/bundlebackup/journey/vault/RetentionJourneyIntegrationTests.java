package io.bundlebackup.journey.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.Restored;
import io.bundlebackup.journey.SourceTree;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Rules of a schedule delete snapshots after a run; what is deleted can be taken back, and a prune forgets it later. */
class RetentionJourneyIntegrationTests extends JourneyTest {
    private static final String SNAPSHOTS = "/api/v1/vaults/main/snapshots";
    private static final String SCHEDULE = "/api/v1/schedules/kept";
    private static final String OTHER = "/api/v1/schedules/kept-longer";

    @AfterEach
    void remove() {
        alice.delete(SCHEDULE);
        alice.delete(OTHER);
    }

    @Test
    void aRunDeletesWhatNoRuleKeepsAndSaysWhatKeepsTheRest() {
        var bundle = service.bundle(SourceTree.file("a.txt", "content"));
        for (int i = 0; i < 3; i++) {
            run("backup", bundle);
        }
        assertThat(snapshots(bundle))
                .allSatisfy(snapshot -> assertThat(keptBy(snapshot)).contains("no-rule"));
        alice.put(SCHEDULE, "{\"cron\":\"0 0 0 29 2 *\",\"bundles\":[\"" + bundle + "\"],\"retention\":{\"last\":1}}")
                .is(200);

        var asked = "/api/v1/vaults/main/retention?bundleName=" + bundle;
        var decision = alice.get(asked).is(200).json();
        assertThat(decision.path("keep").path(0).path("by").toString())
                .isEqualTo("[\"last\",\"newest-complete\",\"min-keep\"]");
        assertThat(decision.path("keep").path(1).path("by").toString()).isEqualTo("[\"min-keep\"]");
        var oldest = decision.path("remove").path(0).path("snapshotId").asString();
        assertThat(alice.get(asked + "&retention=%7B%22last%22:3%7D")
                        .is(200)
                        .json()
                        .path("remove")
                        .size())
                .isZero();
        assertThat(alice.get(asked + "&retention=%7B%22last%22:0%7D")
                        .is(400)
                        .json()
                        .path("detail")
                        .asString())
                .startsWith("Parameter retention has last, which must be from 1 to 10000");
        alice.get(asked + "&retention=all").is(400);
        alice.get(asked + "&retention=null").isInvalidParameter("retention");
        alice.get("/api/v1/vaults/main/retention?bundleName=org.nobody").is(404);

        var run = run("prune", bundle);

        assertThat(run.path("outcome").asString()).isEqualTo("completed");
        var deleted = alice.get(SNAPSHOTS + "/" + oldest).is(200).json();
        assertThat(deleted.path("goneAt").asString()).isNotEmpty();
        assertThat(deleted.has("keptBy")).isFalse();
        alice.post(SNAPSHOTS + "/" + oldest + "/undelete", "").is(200);
        alice.send("PATCH", SNAPSHOTS + "/" + oldest, "{\"pinned\":true}", "Content-Type", "application/json")
                .is(200);
        run("backup", bundle);

        assertThat(snapshots(bundle)).hasSize(4);
        assertThat(snapshots(bundle).stream()
                        .filter(snapshot -> snapshot.has("goneAt"))
                        .count())
                .isOne();
        assertThat(keptBy(alice.get(SNAPSHOTS + "/" + oldest).json())).containsExactly("pinned");
        var line = alice.get("/api/v1/vaults/main/bundles")
                .json()
                .path("bundles")
                .valueStream()
                .filter(each -> each.path("bundleName").asString().equals(bundle))
                .findFirst()
                .orElseThrow();
        assertThat(line.path("overdue").asBoolean()).isFalse();
        assertThat(line.path("nextRunAt").asString()).endsWith("-02-29T00:00:00Z");
    }

    @Test
    void twoSchedulesOfABundleShareOneRepositoryAndBothKeep() {
        var bundle = service.bundle(SourceTree.file("a.txt", "content"));
        for (int i = 0; i < 4; i++) {
            run("backup", bundle);
        }
        var schedule = "{\"cron\":\"0 0 0 29 2 *\",\"bundles\":[\"" + bundle + "\"],\"retention\":{\"last\":%d}}";
        alice.put(SCHEDULE, schedule.formatted(1)).is(200);
        alice.put(OTHER, schedule.formatted(3)).is(200);

        run("prune", bundle);

        assertThat(snapshots(bundle).stream().filter(snapshot -> !snapshot.has("goneAt")))
                .hasSize(3);
        assertThat(keptBy(snapshots(bundle).get(2))).containsExactly("last");
        assertThat(Restored.names(service.data().resolve("vault/local"))).containsOnlyOnce(bundle);
    }

    private JsonNode run(String kind, String bundle) {
        var url = "/api/v1/runs/"
                + alice.post("/api/v1/vaults/main/runs", "{\"kind\":\"" + kind + "\",\"bundles\":[\"" + bundle + "\"]}")
                        .is(202)
                        .json()
                        .path("runs")
                        .path(0)
                        .path("runId")
                        .asString();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> alice.get(url).json().path("state").asString().equals("ended"));
        var ended = alice.get(url).json();
        assertThat(ended.path("outcome").asString()).as(ended.toString()).isEqualTo("completed");
        return ended;
    }

    private List<JsonNode> snapshots(String bundle) {
        return alice.get(SNAPSHOTS + "?bundleName=" + bundle)
                .is(200)
                .json()
                .path("snapshots")
                .valueStream()
                .toList();
    }

    private static List<String> keptBy(JsonNode snapshot) {
        return snapshot.path("keptBy").valueStream().map(JsonNode::asString).toList();
    }
}
