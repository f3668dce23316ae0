package io.bundlebackup.browser;

import static io.bundlebackup.journey.SourceTree.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.journey.RunningService;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.session.work.BundleFailedException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A person looks after vaults: schedules, snapshots on a timeline, and runs. */
class VaultBrowserTests extends DashboardTest {
    private static final String SNAPSHOTS = "/api/v1/vaults/main/snapshots";

    /** Counts of all, good, overdue, none yet, unknown, in no active schedule, and those of these that have snapshots. */
    private static final Map<List<Integer>, String> SENTENCES = Map.of(
            List.of(40, 40, 0, 0, 0, 0, 0),
            "All 40 bundles have a good snapshot.",
            List.of(40, 38, 2, 0, 0, 0, 0),
            "38 of 40 bundles have a good snapshot; 2 are overdue.",
            List.of(40, 38, 1, 1, 0, 0, 0),
            "38 of 40 bundles have a good snapshot; 1 is overdue and 1 has none yet.",
            List.of(6, 1, 2, 1, 0, 2, 1),
            "1 of 6 bundles has a good snapshot; 2 are overdue, 1 has none yet and 2 are in no active schedule.",
            List.of(3, 0, 1, 2, 0, 0, 0),
            "None of the 3 bundles has a good snapshot: 1 is overdue and 2 have none yet.",
            List.of(5, 0, 0, 0, 0, 5, 1),
            "1 bundle has snapshots; no active schedule makes new ones.",
            List.of(1, 1, 0, 0, 0, 0, 0),
            "The bundle has a good snapshot.",
            List.of(1, 0, 1, 0, 0, 0, 0),
            "The bundle has no recent snapshot: it is overdue.",
            List.of(1, 0, 0, 1, 0, 0, 0),
            "The bundle has no snapshot yet.",
            List.of(4, 2, 0, 0, 2, 0, 0),
            "2 of 4 bundles have a good snapshot; 2 are in a vault that cannot be used now.");

    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("0 30 2 * * *", "Every day at 02:30"),
            Map.entry("@daily", "Every day at 00:00"),
            Map.entry("5 30 2,14 * * *", "Every day at 02:30:05 and 14:30:05"),
            Map.entry("0 0 * * * *", "Every hour"),
            Map.entry("0 15 */6 * * *", "Every 6 hours, 15 minutes past"),
            Map.entry("0 */15 8-18 * * MON-FRI", "Monday to Friday, every 15 minutes from 08:00 to 18:45"),
            Map.entry("0 0 4 * * SUN", "Every Sunday at 04:00"),
            Map.entry("0 0 4 ? * 7", "Every Sunday at 04:00"),
            Map.entry("0 0 20 * * MON,WED", "Every Monday and Wednesday at 20:00"),
            Map.entry("0 0 3 1,22 * *", "On the 1st and 22nd of each month at 03:00"),
            Map.entry("0 0 3 L * *", "On the last day of each month at 03:00"),
            Map.entry("0 0 3 1 JAN,7 *", "On the 1st of each month at 03:00 in January and July"),
            Map.entry("0 0 3 13 * FRI", ""),
            Map.entry("0 61 * * * *", ""),
            Map.entry("0 0 0 ? * MON#1", ""),
            Map.entry("30 2 * * *", ""));

    @AfterEach
    void removeSchedules() {
        alice.get("/api/v1/schedules")
                .json()
                .path("schedules")
                .forEach(schedule -> alice.delete(
                        "/api/v1/schedules/" + schedule.path("name").asString()));
    }

    @Test
    void wordsOfVaultsAndOfCronExpressionsAreExact() {
        browser.see("Token");
        SENTENCES.forEach((counts, sentence) ->
                assertThat(browser.run("""
                const { T } = await import(new URL('app/texts.js', document.baseURI));
                const [all, good, overdue, none, unknown, outside, left] = arguments[0];
                return T.vault.sentence({ all, good, overdue, none, unknown, outside, left });""", counts)).as(counts.toString()).isEqualTo(sentence));
        WORDS.forEach(
                (cron, words) -> assertThat(browser.run("""
                const { describe } = await import(new URL('app/schedule/cron.js', document.baseURI));
                return describe(arguments[0]) ?? '';""", cron)).as(cron).isEqualTo(words));
    }

    @Test
    void eachBundleThatTakesPartIsCountedOnce() {
        browser.see("Token");
        var counts = browser.run("""
                const state = await import(new URL('app/state/vaults.js', document.baseURI));
                const { bundles } = await import(new URL('app/state/bundles.js', document.baseURI));
                const names = ['good', 'late', 'new', 'incomplete', 'away', 'paused', 'other', 'excluded'];
                bundles.value = new Map(names.map((bundleName) => [bundleName, { bundleName, allToBackup: bundleName !== 'excluded' }]));
                const line = (bundleName, more) => ({ bundleName, present: true, snapshots: 1, overdue: false, newestComplete: '2026-01-01T00:00:00Z', ...more });
                state.contents.value = new Map([['main', [line('good'), line('late', { overdue: true }), line('incomplete', { newestComplete: undefined }), line('paused'), line('gone')]]]);
                state.vaults.value = [{ name: 'main' }, { name: 'offsite', problem: 'not there' }];
                state.schedules.value = [{ vault: 'main', bundles: ['g?od', 'la*', 'new', '*complet*', 'excluded'] }, { vault: 'offsite', bundles: ['away'] }, { vault: 'main', bundles: ['paused'], paused: true }];
                const { all, good, overdue, none, unknown, outside, left } = state.tallyKept(bundles.value.values(), state.keeping.value);
                return [all, good, overdue, none, unknown, outside, left].join();""");

        assertThat(counts).isEqualTo("7,1,1,2,1,2,1");
    }

    @Test
    void aPersonMakesAScheduleInPlainWordsPausesItAndRemovesIt() {
        var bundle = service.bundle(file("a", "hi"));
        signIn();
        browser.go("#/schedules?new=1");

        browser.click("Make the schedule");
        browser.see("Enter something here.");
        browser.fill("Name", "nightly");
        browser.fill("Bundles", bundle + "?x " + bundle);
        browser.see("1 of ");
        browser.fill("Cron expression", "0 61 4 * * *");
        browser.see("valid values 0 - 59");
        browser.fill("Cron expression", "0 15 4 * * MON-FRI");
        browser.fill("Time zone", "Europe/Berlin");
        browser.see("Monday to Friday at 04:15");
        browser.see("In Europe/Berlin");
        browser.click("Make the schedule");
        browser.see("The schedule nightly was made.");

        browser.click("Pause");
        browser.see("if it were not paused");
        var made = alice.get("/api/v1/schedules/nightly").is(200).json();
        assertThat(made.path("paused").asBoolean()).isTrue();
        assertThat(made.path("cron").asString()).isEqualTo("0 15 4 * * MON-FRI");
        assertThat(made.path("retention").toString())
                .isEqualTo("{\"last\":3,\"daily\":14,\"weekly\":8,\"monthly\":12,\"yearly\":5}");
        browser.click("Remove");
        browser.see("All snapshots stay");
        browser.click("Remove the schedule");
        browser.see("The schedule nightly was removed.");
        alice.get("/api/v1/schedules/nightly").is(404);
    }

    @Test
    void aPersonSeesWhatOtherRulesWouldKeepBeforeTheyHold() {
        var bundle = service.bundle(file("a", "hi"));
        for (int i = 0; i < 4; i++) {
            run(bundle);
        }
        alice.put("/api/v1/schedules/kept", "{\"cron\":\"0 0 0 29 2 *\",\"bundles\":[\"" + bundle + "\"]}")
                .is(200);
        signIn();
        browser.go("#/schedules/kept");
        browser.see("All 4 snapshots stay.");
        assertThat(browser.barriers()).isEmpty();

        browser.fill("Last", "3");
        browser.see("3 snapshots stay, 1 goes");
        browser.click("The same as a table");
        browser.see("Goes");
        browser.fill("Last", "many");
        browser.see("Enter a whole number, or nothing.");
        browser.fill("Last", "3");
        browser.click("Use these rules");
        browser.see("The schedule kept was changed.");

        assertThat(alice.get("/api/v1/schedules/kept").json().path("retention").toString())
                .isEqualTo("{\"last\":3}");
        assertThat(snapshots(bundle)).hasSize(4).noneMatch(snapshot -> snapshot.has("goneAt"));
    }

    @Test
    void aPersonPinsDeletesAndTakesBackASnapshot() {
        var bundle = service.bundle(file("a", "hi"));
        var id = run(bundle).path("snapshotId").asString();
        signIn();
        browser.go("#/vaults/main/" + bundle + "?snapshot=" + id);

        browser.fill("Note", "before the upgrade");
        browser.click("Save");
        browser.see("The note was saved.");
        browser.click("Pin");
        browser.see("A pinned snapshot cannot be deleted. Unpin it first.");
        assertThat(snapshot(id).path("note").asString()).isEqualTo("before the upgrade");
        assertThat(snapshot(id).path("pinned").asBoolean()).isTrue();
        browser.click("Unpin");
        browser.seeNot("Unpin it first.");
        browser.click("Delete");
        browser.see("There is no other complete one");
        browser.tick("Delete the newest complete snapshot all the same");
        browser.click("Delete the snapshot");
        browser.see("The snapshot was deleted.");
        assertThat(snapshot(id).has("goneAt")).isTrue();

        browser.clickIn("before the upgrade", "Details of the snapshot of " + moment(id));
        browser.click("Take it back");
        browser.see("The snapshot is there again.");
        assertThat(snapshot(id).has("goneAt")).isFalse();
    }

    @Test
    void aPersonFollowsARunCancelsItAndRunsItAgain() {
        var bundle = service.bundle(file("a", "hi"));
        service.snapshots().script(bundle, (_, _, _, _) -> {
            new CountDownLatch(1).await();
            throw new AssertionError("nothing opens the latch");
        });
        signIn();
        browser.see("Bundles");
        var id = order(bundle).path("runId").asString();

        browser.click("Cancel the run of " + bundle);
        browser.see("No snapshot is made.");
        browser.click("Let it go on");
        browser.click(bundle);
        browser.click("Cancel the run of " + bundle);
        browser.click("Cancel the run");
        browser.see("The run was cancelled");
        assertThat(ended(id).path("outcome").asString()).isEqualTo("cancelled");

        service.snapshots().script(bundle, (_, _, _, _) -> {
            throw new BundleFailedException(Failure.of(ErrorCode.IO_ERROR, "The disk is broken"), null);
        });
        browser.click("Run again");
        browser.click("Look at the new run");
        browser.see("This run failed");
        browser.see("The disk is broken");
        browser.go("#/");
        browser.see("The last run into main failed: The disk is broken");
    }

    @Test
    void aCallerWithoutTheAuthorityReadsOneSentence() {
        browser.fill("Token", RunningService.BOB);
        browser.click("Sign in");
        browser.see("Sign out");
        browser.go("#/vaults");
        browser.see("This token may not see vaults");
        browser.go("#/");
        browser.see("Service");
        assertThat(browser.text()).doesNotContain("Make a schedule");
    }

    private JsonNode order(String bundle) {
        return alice.post("/api/v1/vaults/main/runs", "{\"kind\":\"backup\",\"bundles\":[\"" + bundle + "\"]}")
                .is(202)
                .json()
                .path("runs")
                .path(0);
    }

    private JsonNode run(String bundle) {
        var ended = ended(order(bundle).path("runId").asString());
        assertThat(ended.path("outcome").asString()).as(ended.toString()).isEqualTo("completed");
        return ended;
    }

    private JsonNode ended(String id) {
        var run = alice.get("/api/v1/runs/" + id + "?wait=20").is(200).json();
        assertThat(run.path("state").asString()).isEqualTo("ended");
        return run;
    }

    private JsonNode snapshot(String id) {
        return alice.get(SNAPSHOTS + "/" + id).is(200).json();
    }

    private List<JsonNode> snapshots(String bundle) {
        return alice.get(SNAPSHOTS + "?bundleName=" + bundle)
                .is(200)
                .json()
                .path("snapshots")
                .valueStream()
                .toList();
    }

    /** The moment of a snapshot as the page writes it. */
    private String moment(String id) {
        return String.valueOf(browser.run("""
                const { moment } = await import(new URL('app/format.js', document.baseURI));
                return moment(arguments[0]);""", snapshot(id).path("takenAt").asString()));
    }
}
