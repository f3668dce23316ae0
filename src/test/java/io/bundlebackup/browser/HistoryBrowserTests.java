package io.bundlebackup.browser;

import static io.bundlebackup.journey.SourceTree.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.journey.BackupSession;
import io.bundlebackup.journey.RestoreSession;
import io.bundlebackup.journey.SavedBackup;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** A person looks back: at sessions, reports and bundles. */
class HistoryBrowserTests extends DashboardTest {
    @Test
    void aSessionSaysInWordsAndWithTheCodeWhatFailed() {
        var bundle = service.bundle(file("a", "hi"));
        var session = alice.backUp(bundle, "com.example.unknown");
        finish(session);
        signIn();
        browser.click("History");
        browser.see("1 failed");
        browser.go("#/sessions/" + session.id());
        browser.see("(code 13500005)");

        browser.click(bundle);
        browser.see("No file failed.");
        browser.see("1 file, 2 B.");
        browser.click("All bundles of this session");
        browser.see("com.example.unknown");
    }

    @Test
    void theHistoryIsFilteredByBundleAndType() {
        var bundle = service.bundle(file("a", "hi"));
        finish(alice.backUp(bundle));
        signIn();
        browser.go("#/sessions?bundle=" + bundle);
        browser.see("1 session\n");
        browser.go("#/sessions?bundle=" + bundle + "&type=restore");
        browser.see("No session matches");
        browser.click("Clear the filters");
        browser.see(bundle);
    }

    @Test
    void releasingASessionSaysWhatItCancels() {
        var bundle = service.bundle(file("a", "hi"));
        var session = alice.backUp(bundle);
        session.awaitBundle(bundle, "phase", "waitingForClient");
        signIn();
        browser.go("#/sessions/" + session.id());
        browser.click("Release");
        browser.see("1 bundle is not finished and will be cancelled");
        browser.click("Keep it");
        assertThat(session.state()).isEqualTo("running");
        browser.click("Release");
        browser.clickIn("1 bundle is not finished", "Release");
        browser.see("Released");
        session.awaitState("released");
    }

    @Test
    void aBundleShowsItsHistoryAsAChartAndAsATable() {
        var bundle = service.bundle(file("a", 5_000_000));
        finish(alice.backUp(bundle));
        signIn();
        browser.go("#/bundles/" + bundle);
        browser.see("Size of full backups");
        assertThat(browser.run("return document.querySelector('svg[role=img]').getAttribute('aria-label')"))
                .asString()
                .startsWith("Size of full backups: 1 backup, from 5 MB to 5 MB");
        browser.click("The same as a table");
        browser.see("Failed files");
        assertThat(browser.run("return document.querySelector('tbody td:nth-child(4)').innerText"))
                .isEqualTo("5 MB");
    }

    @Test
    void anEarlierStateIsPutBackAndDeleted() throws IOException {
        var bundle = service.bundle(file("a", "old"));
        SavedBackup.of(folder, file("a", "new"))
                .restore(alice, bundle)
                .awaitBundle(SavedBackup.SOURCE, "outcome", "completed");
        var data = service.source(bundle).resolve("a");
        assertThat(Files.readString(data)).isEqualTo("new");
        signIn();
        browser.go("#/bundles/" + bundle);

        browser.click("Put it back");
        browser.see("Put the earlier state back?");
        browser.click("Put the earlier state back");
        browser.see(bundle + " has its earlier state again.");
        assertThat(Files.readString(data)).isEqualTo("old");

        browser.click("Delete");
        browser.see("cannot be put back any more");
        browser.click("Delete the earlier state");
        browser.see("The earlier state was deleted.");
        assertThat(Files.readString(data)).isEqualTo("old");
        await().untilAsserted(
                        () -> assertThat(RestoreSession.previous(alice, bundle)).isEmpty());
    }

    private void finish(BackupSession session) {
        session.pull(folder);
        session.recorder().await("onAllBundlesEnd");
    }
}
