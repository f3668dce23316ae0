package io.bundlebackup.browser;

import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.files;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.journey.RunningService;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A person watches what other programs do, in several tabs, and while the service is stopped and started again. */
class WatchingBrowserTests extends DashboardTest {
    @Override
    public List<String> settings() {
        return List.of("backup.pack.part-files=1", "spring.lifecycle.timeout-per-shutdown-phase=2s");
    }

    @Test
    void theOverviewShowsABackupWhileItRunsAndThatItWasMadeToday() {
        var bundle = service.bundle(file("a", "hi"));
        signIn();
        browser.see("Live");
        browser.see("Never backed up");

        var session = alice.backUp(bundle);
        browser.see("Waiting for the client");
        session.pull(folder);
        browser.see("backed up today");
    }

    @Test
    void whatIsDoneInOneTabIsSeenInTheOther() {
        var bundle = service.bundle(file("a", "hi"));
        var session = alice.backUp(bundle);
        session.awaitBundle(bundle, "phase", "waitingForClient");
        signIn();
        browser.go("#/sessions/" + session.id());
        browser.see("Waiting for the client");
        var first = browser.window();
        browser.tab();
        browser.open(address() + "#/sessions/" + session.id());
        browser.see("Live");
        browser.click("Steer " + bundle);
        browser.click("Cancel the backup");
        browser.clickIn("This backup will be incomplete", "Cancel the backup");
        browser.see("Cancelled");
        browser.closeTab();

        browser.look(first);
        browser.see("Cancelled");
    }

    @Test
    void thePageGoesOnByItselfAfterTheServiceWasStoppedAndStarted() {
        var bundle = service.bundle(files(60));
        var session = alice.backUpAtRate(1, bundle);
        session.awaitFile(bundle, "part");
        signIn();
        // A page whose code has not been fetched cannot be opened while the service is away.
        browser.go("#/bundles/" + bundle);
        browser.see("Facts");
        browser.go("#/events");
        browser.see("Pause");
        browser.go("#/sessions/" + session.id());
        browser.see("Release");
        browser.see("Live");
        session.disconnect();

        int port = service.port();
        service.stop();
        browser.see("Reconnecting");
        browser.click("Release");
        browser.see("Release this session?");
        browser.clickIn("Release this session?", "Release");
        browser.see("The service does not answer.");
        browser.click("Keep it");
        browser.go("#/bundles/" + bundle);
        browser.see("Try again");
        service.startOn(port);

        browser.see("Live");
        browser.seeNot("The service does not answer.");
        browser.go("#/events");
        browser.see("onBackupServiceDied");
        browser.go("#/sessions/" + session.id());
        session.reconnect();
        session.cancel(bundle).is(200);
        browser.see("Cancelled");
        assertThat(session.bundle(bundle).path("outcome").asString()).isEqualTo("cancelled");
    }

    @Test
    void whoSignsInNextSeesNothingOfTheOneBefore() {
        var bundle = service.bundle(file("a", "hi"));
        signIn();
        browser.see("Live");
        var session = alice.backUp(bundle);
        browser.go("#/events");
        browser.see("part.0.tar");

        browser.click("Sign out");
        browser.fill("Token", RunningService.BOB);
        browser.click("Sign in");
        browser.see("Sign out");
        browser.see("Nothing has happened");
        browser.go("#/sessions/" + session.id());
        browser.see("There is no such session");
        browser.go("#/");
        browser.see("Nothing is running.");
    }
}
