package io.bundlebackup.monitoring;

import static io.bundlebackup.journey.SourceTree.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.client.Answer;
import io.bundlebackup.journey.JourneyTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What an operator's monitoring sees of a running service. */
class MonitoringIntegrationTests extends JourneyTest {
    private static final Path DASHBOARD = Path.of("docs/grafana/bundle-backup.json");

    /** The series of a scrape by their names with labels. */
    private Map<String, Double> scrape() {
        var series = new TreeMap<String, Double>();
        alice.get("/actuator/prometheus")
                .is(200)
                .text()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> series.put(
                        line.substring(0, line.lastIndexOf(' ')),
                        Double.valueOf(line.substring(line.lastIndexOf(' ') + 1))));
        return series;
    }

    private static double grown(Map<String, Double> before, Map<String, Double> after, String name) {
        return after.getOrDefault(name, 0.0) - before.getOrDefault(name, 0.0);
    }

    @Test
    void aBackupIsCountedWithItsBytesItsOutcomeAndItsTime() {
        service.bundleNamed("com.example.counted", "{\"backupEvery\":\"PT1H\"}", file("a", "hello"));
        var before = scrape();
        assertThat(before).containsEntry("bundle_backup_overdue{bundle=\"com.example.counted\"}", 1.0);

        var session = alice.backUp("com.example.counted");
        session.recorder().await("onBundleBegin");
        assertThat(scrape()).containsEntry("bundle_backup_sessions{type=\"backup\"}", 1.0);
        session.pull(folder);
        session.recorder().await("onAllBundlesEnd");
        session.release().is(204);
        var after = scrape();

        assertThat(after).containsEntry("bundle_backup_overdue{bundle=\"com.example.counted\"}", 0.0);
        assertThat(after.get("bundle_backup_last_completed_timestamp_seconds{bundle=\"com.example.counted\"}"))
                .isGreaterThan(1_700_000_000.0);
        assertThat(grown(before, after, "bundle_backup_transferred_bytes_total{type=\"backup\"}"))
                .isEqualTo(5.0);
        assertThat(grown(
                        before,
                        after,
                        "bundle_backup_bundles_ended_seconds_count{outcome=\"completed\",type=\"backup\"}"))
                .isEqualTo(1.0);
        assertThat(grown(before, after, "bundle_backup_journal_commits_seconds_count"))
                .isGreaterThan(3.0);
        // A gauge of the service may be as old as the look that one scrape shares with another.
        await().untilAsserted(() -> assertThat(scrape()).containsEntry("bundle_backup_staged_bytes", 0.0));
    }

    @Test
    void aProblemIsCountedByItsType() {
        var name = "bundle_backup_problems_total{type=\"no-such-session\"}";
        var before = scrape();

        alice.get("/api/v1/sessions/0123456789abcdef0123456789abcdef").isProblem(404, "no-such-session", 13900020);

        assertThat(grown(before, scrape(), name)).isEqualTo(1.0);
    }

    @Test
    void healthNamesSpaceAndQueueWithoutPaths() {
        Answer health = alice.get("/actuator/health").is(200);

        var components = health.json().path("components");
        assertThat(components
                        .path("freeSpace")
                        .path("details")
                        .path("freeBytes")
                        .asLong(-1))
                .isPositive();
        assertThat(components.path("queue").path("details").path("slots").asInt(-1))
                .isPositive();
        assertThat(components.path("db").path("status").asString("")).isEqualTo("UP");
        assertThat(health.text()).doesNotContain("/");
    }

    /** A panel that asks for a metric that the service does not have would stay empty for ever. */
    @Test
    void theServiceHasEachMetricOfTheDashboard() throws Exception {
        service.bundleNamed("com.example.dashboard", "{\"backupEvery\":\"PT1H\"}", file("a", "hello"));
        var session = alice.backUp("com.example.dashboard");
        session.pull(folder);
        session.recorder().await("onAllBundlesEnd");
        session.release().is(204);
        var scraped = new TreeSet<String>();
        scrape().keySet().forEach(series -> scraped.add(series.replaceFirst("\\{.*", "")));

        var dashboard = Answer.parse(Files.readString(DASHBOARD));
        var names = Pattern.compile("\\b(?:bundle_backup|jvm)_[a-z_]+");
        assertThat(dashboard.path("panels")).hasSizeGreaterThan(10);
        for (var panel : dashboard.path("panels")) {
            for (var target : panel.path("targets")) {
                var found = names.matcher(target.path("expr").asString(""))
                        .results()
                        .toList();
                assertThat(found).as(panel.path("title").asString("")).isNotEmpty();
                found.forEach(name -> assertThat(scraped).contains(name.group()));
            }
        }
    }
}
