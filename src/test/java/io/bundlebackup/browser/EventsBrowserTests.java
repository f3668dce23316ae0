package io.bundlebackup.browser;

import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.journey.BackupSession;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A person watches events as they happen. */
class EventsBrowserTests extends DashboardTest {
    @Test
    void theConsoleShowsTheLogOfASessionFromItsBeginningAndThenLive() {
        var bundle = service.bundle(file("a", "hi"));
        var session = alice.backUp(bundle);
        session.awaitFile(bundle, "part");
        signIn();
        browser.go("#/sessions/" + session.id());
        await().ignoreExceptions().until(() -> {
            browser.run(
                    "[...document.querySelectorAll('a')].find(({ innerText }) => innerText.startsWith('Events (')).click()");
            return browser.url().contains("#/events?session=");
        });

        browser.see("part.0.tar");
        session.pull(folder);
        browser.see("all bundles have ended");
        assertThat(types()).startsWith("onBundleBegin").endsWith("onAllBundlesEnd");
    }

    @Test
    void aPausedConsoleSaysHowManyEventsWaitAndGoesOnWithThem() {
        signIn();
        browser.go("#/events");
        browser.see("Nothing has happened");
        var bundle = service.bundle(file("a", "hi"));
        var first = alice.backUp(bundle);
        browser.see(bundle);

        browser.click("Pause");
        browser.see("Paused.");
        first.pull(folder.resolve("first"));
        first.recorder().await("onAllBundlesEnd");
        browser.see("events wait");
        assertThat(types()).doesNotContain("onAllBundlesEnd");

        browser.click("Go on");
        browser.see("all bundles have ended");
    }

    @Test
    void eventsAreFilteredAndShownAsJsonOnDemand() {
        signIn();
        browser.go("#/events");
        var one = service.bundle(files(12));
        var other = service.bundle(file("a", "hi"));
        backUpWhole(alice.backUp(one, other));
        browser.see("all bundles have ended");

        browser.go("#/events?type=onBundleEnd&bundle=" + one);
        browser.see("Clear the filters");
        await().untilAsserted(() -> assertThat(types()).containsExactly("onBundleEnd"));
        browser.run("document.querySelector('.event').click()");
        browser.see("\"outcome\": \"completed\"");
        browser.click("Close the event");

        browser.click("Clear the filters");
        browser.fill("Text", "part.2.tar");
        await().untilAsserted(() -> assertThat(types()).containsOnly("onFileReady"));
    }

    private void backUpWhole(BackupSession session) {
        session.pull(folder);
        session.recorder().await("onAllBundlesEnd");
    }

    private List<String> types() {
        var types = (List<?>) Objects.requireNonNull(browser.run(
                "return [...document.querySelectorAll('.event-type')].map(({ innerText }) => innerText.trim())"));
        return types.stream().map(String.class::cast).toList();
    }
}
