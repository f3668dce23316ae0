package io.bundlebackup.browser;

import static io.bundlebackup.journey.SourceTree.file;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What holds for every page: no barrier in either scheme of colours, and no page wider than a phone. */
class EveryPageBrowserTests extends DashboardTest {
    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void noPageHasABarrierOrIsTooWide(String scheme) {
        var bundle = service.bundle(file("a", 1000));
        browser.scheme(scheme);
        browser.see("Token");
        assertThat(browser.barriers()).isEmpty();
        signIn();
        var session = alice.backUp(bundle, "com.example.unknown");
        session.awaitBundle(bundle, "phase", "waitingForClient");
        var run = snapshotOf(bundle);
        var snapshot = run.path("snapshotId").asString();
        alice.put("/api/v1/schedules/yearly", "{\"cron\":\"0 0 0 1 1 *\",\"bundles\":[\"" + bundle + "\"]}")
                .is(200);
        var shown = Map.ofEntries(
                Map.entry("#/", bundle),
                Map.entry("#/bundles/" + bundle, "Waiting for the client"),
                Map.entry("#/sessions", "and 1 other"),
                Map.entry("#/sessions/" + session.id(), "(code 13500005)"),
                Map.entry("#/sessions/" + session.id() + "?bundle=" + bundle, "part.0.tar"),
                Map.entry("#/events?session=" + session.id(), "part.0.tar"),
                Map.entry("#/backup", "Back up"),
                Map.entry("#/restore", "Restore"),
                Map.entry("#/nothing", "There is no such page"),
                Map.entry("#/vaults", "Bundles in this vault"),
                Map.entry("#/vaults/main/" + bundle, "Snapshots, newest first"),
                Map.entry("#/vaults/main/" + bundle + "?snapshot=" + snapshot, "Stored for it"),
                Map.entry("#/snapshots/main/" + snapshot, "1 entry"),
                Map.entry("#/snapshots/main/" + snapshot + "?versions=a", "In all 1 snapshot of the bundle"),
                Map.entry("#/snapshots/main/" + snapshot + "?compare=", "This is the only snapshot of the bundle."),
                Map.entry("#/restore?bundle=" + bundle, "From a snapshot in the vault"),
                Map.entry("#/restore-snapshot?bundle=" + bundle, "Newest"),
                Map.entry("#/restore-snapshot?vault=main&snapshotId=" + snapshot, "Where and how"),
                Map.entry("#/schedules", "Next run"),
                Map.entry("#/schedules/yearly", "snapshot stays"),
                Map.entry("#/schedules?new=1", "Every day at 02:30"),
                Map.entry("#/runs", "Completed"),
                Map.entry("#/runs/" + run.path("runId").asString(), "Nothing failed."));
        for (var page : shown.keySet()) {
            browser.go(page);
            browser.see(shown.get(page));
            assertThat(browser.barriers()).as(page).isEmpty();
            browser.size(360, 800);
            assertThat(browser.tooWide()).as(page + " at 360 pixels").isZero();
            browser.size(1280, 900);
        }
        alice.delete("/api/v1/schedules/yearly").is(204);
    }

    private JsonNode snapshotOf(String bundle) {
        var run = alice.post("/api/v1/vaults/main/runs", "{\"kind\":\"backup\",\"bundles\":[\"" + bundle + "\"]}")
                .is(202)
                .json()
                .path("runs")
                .path(0);
        return alice.get("/api/v1/runs/" + run.path("runId").asString() + "?wait=20")
                .is(200)
                .json();
    }

    @Test
    void theChecksFindWhatIsWrong() {
        browser.see("Token");
        browser.run("""
                document.body.insertAdjacentHTML('beforeend', '<img src="favicon.svg"><p style="color: red">styled</p>');
                setTimeout(() => { throw new Error('on purpose'); });""");
        assertThat(browser.barriers()).anyMatch(barrier -> barrier.startsWith("image-alt"));
        assertThat(browser.reports())
                .anyMatch(report -> report.contains("Content Security Policy"))
                .anyMatch(report -> report.contains("on purpose"));
    }
}
