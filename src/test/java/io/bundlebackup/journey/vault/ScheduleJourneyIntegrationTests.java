package io.bundlebackup.journey.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.SourceTree;
import io.bundlebackup.session.state.Phase;
import io.bundlebackup.vault.run.MadeSnapshot;
import io.bundlebackup.vault.run.RunFigures;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Schedules as callers with the authority see them. */
class ScheduleJourneyIntegrationTests extends JourneyTest {
    private static final String NIGHTLY = "/api/v1/schedules/nightly";
    private static final RunFigures FIGURES = new RunFigures(1L, 7L, 1, 7, 7, 0);

    @AfterEach
    void remove() {
        alice.get("/api/v1/schedules")
                .json()
                .path("schedules")
                .forEach(schedule -> alice.delete(
                        "/api/v1/schedules/" + schedule.path("name").asString()));
    }

    @Test
    void aScheduleIsMadeShownReplacedAndRemoved() {
        var made = alice.post(
                        "/api/v1/schedules",
                        "{\"name\":\"nightly\",\"bundles\":[\"org.nobody.*\"],\"cron\":\"0 30 2 * * *\",\"timeZone\":\"Europe/Berlin\","
                                + "\"jitter\":\"PT20M\",\"missed\":\"skip\",\"retention\":{\"daily\":14,\"within\":\"P30D\"}}")
                .is(201)
                .json();

        assertThat(made.path("declared").asBoolean()).isFalse();
        assertThat(made.path("missed").asString()).isEqualTo("skip");
        assertThat(made.path("retention").toString()).isEqualTo("{\"daily\":14,\"within\":\"P30D\"}");
        assertThat(made.path("problem").asString()).isEqualTo("No bundle matches org.nobody.*.");
        var times = alice.get(NIGHTLY + "/next?count=3").is(200).json().path("times");
        assertThat(times.size()).isEqualTo(3);
        assertThat(times.path(0).asString()).isEqualTo(made.path("nextRunAt").asString());
        assertThat(Instant.parse(times.path(1).asString()))
                .isAfter(times.path(0).asString());

        var paused = alice.put(NIGHTLY, "{\"cron\":\"0 30 2 * * *\",\"paused\":true}")
                .is(200)
                .json();
        assertThat(paused.has("nextRunAt")).isFalse();
        assertThat(paused.path("bundles").toString()).isEqualTo("[\"*\"]");
        assertThat(alice.get(NIGHTLY).is(200).json()).isEqualTo(paused);

        alice.delete(NIGHTLY).is(204);
        assertThat(alice.get(NIGHTLY).is(404).json().path("type").asString()).endsWith("no-such-schedule");
    }

    @Test
    void aRefusalNamesTheMember() {
        var refused = alice.put(NIGHTLY, "{\"cron\":\"0 0 0 30 2 *\"}").is(400).json();

        assertThat(refused.path("type").asString()).endsWith("invalid-schedule");
        assertThat(refused.path("errors").path(0).path("pointer").asString()).isEqualTo("/cron");
        assertThat(alice.put(NIGHTLY, "{\"name\":\"other\",\"cron\":\"0 30 2 * * *\"}")
                        .is(400)
                        .json()
                        .path("detail")
                        .asString())
                .isEqualTo("Member /name must be the name in the URL, or absent.");
        alice.put(NIGHTLY, "{\"cron\":\"0 30 2 * * *\",\"missed\":\"never\"}").is(400);
        alice.put(NIGHTLY, "{\"cron\":\"0 30 2 * * *\",\"croon\":1}").is(400);
        alice.get("/api/v1/schedules/nightly/next?count=101").is(400);
    }

    @Test
    void saysWhenACronExpressionIsDueWithoutASchedule() {
        var asked = "/api/v1/schedules/next?count=2&cron=";
        var times = alice.get(asked + "0%200%2012%201%201%20*&timeZone=Asia/Tokyo")
                .is(200)
                .json()
                .path("times");
        var refused = alice.get(asked + "0%2061%20*%20*%20*%20*").is(400).json();
        var nowhere = alice.get(asked + "0%200%2012%201%201%20*&timeZone=Mars/Olympus")
                .is(400)
                .json();

        assertThat(times.size()).isEqualTo(2);
        assertThat(times.path(0).asString()).endsWith("-01-01T03:00:00Z");
        assertThat(refused.path("type").asString()).endsWith("invalid-schedule");
        assertThat(refused.path("errors").path(0).path("pointer").asString()).isEqualTo("/cron");
        assertThat(nowhere.path("errors").path(0).path("pointer").asString()).isEqualTo("/timeZone");
    }

    @Test
    void aDueScheduleBacksUpByItself() {
        var bundle = service.bundle(SourceTree.file("a.txt", "content"));
        service.snapshots().script(bundle, (task, _, _, progress) -> {
            task.recordTotals(1, 7);
            task.enter(Phase.PACKING);
            progress.read(FIGURES);
            return new MadeSnapshot(UUID.randomUUID(), "ab".repeat(32), true, FIGURES);
        });

        alice.put(NIGHTLY, "{\"bundles\":[\"" + bundle + "\"],\"cron\":\"* * * * * *\"}")
                .is(200);

        await().atMost(Duration.ofSeconds(10))
                .until(() -> runs(bundle).stream()
                        .anyMatch(run -> run.path("outcome").asString().equals("completed")));
        assertThat(runs(bundle))
                .allSatisfy(run -> assertThat(run.path("schedule").asString()).isEqualTo("nightly"));
        assertThat(alice.get(NIGHTLY).json().path("lastRunId").asString()).hasSize(32);
    }

    private List<JsonNode> runs(String bundle) {
        return alice.get("/api/v1/runs?bundleName=" + bundle)
                .is(200)
                .json()
                .path("runs")
                .valueStream()
                .toList();
    }
}
