package io.bundlebackup.browser;

import static io.bundlebackup.journey.SourceTree.file;
import static io.bundlebackup.journey.SourceTree.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.journey.BackupSession;
import io.bundlebackup.journey.GatedWork;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** A person steers backups that another program has begun. */
class SteeringBrowserTests extends DashboardTest {
    @Override
    public List<String> settings() {
        return List.of("backup.scheduler.slots=1", "backup.pack.part-files=1");
    }

    @Test
    void aPersonStopsTheAnnouncementsOfABackupAndLetsThemGoOn() {
        var bundle = service.bundle(files(60));
        var session = alice.backUpAtRate(1, bundle);
        session.awaitFile(bundle, "part");
        look(session);

        browser.click("Steer " + bundle);
        browser.fill("Files announced a second", "0");
        browser.click("Apply: Send rate");
        browser.see("The service announces no more files of this bundle.");
        browser.see("stands still until the rate is raised");
        assertThat(session.bundle(bundle).path("sendRate").asInt()).isZero();

        browser.fill("Files announced a second", "900");
        browser.click("Apply: Send rate");
        browser.see("Enter a whole number from 0 to 800.");
        browser.fill("Files announced a second", "800");
        browser.click("Apply: Send rate");
        browser.see("The send rate is 800 a second now.");
    }

    @Test
    void aPersonGivesARunningBackupMoreTime() {
        var bundle = service.bundle(file("a", "hi"));
        var session = alice.backUp(bundle);
        session.awaitBundle(bundle, "phase", "waitingForClient");
        look(session);

        browser.click("Steer " + bundle);
        browser.fill("Time left, in minutes", "0");
        browser.click("Apply: Time left, in minutes");
        browser.see("Enter the minutes: 1 to 240.");
        browser.fill("Time left, in minutes", "120");
        browser.click("Apply: Time left, in minutes");
        browser.see("The deadline is ");

        var deadline = Instant.parse(session.bundle(bundle).path("deadlineAt").asString());
        assertThat(deadline).isAfter(Instant.now().plus(Duration.ofMinutes(118)));
    }

    @Test
    void aPersonReadsWhatIsLostBeforeABackupIsCancelled() {
        var bundle = service.bundle(file("a", "hi"));
        var session = alice.backUp(bundle);
        session.awaitBundle(bundle, "phase", "waitingForClient");
        look(session);

        browser.click("Steer " + bundle);
        browser.click("Cancel the backup");
        browser.see("This backup will be incomplete");
        browser.click("Let it go on");
        assertThat(session.bundle(bundle).path("state").asString()).isEqualTo("running");

        browser.click("Cancel the backup");
        browser.clickIn("This backup will be incomplete", "Cancel the backup");
        browser.see("Cancelled");
        session.awaitBundle(bundle, "outcome", "cancelled");
    }

    @Test
    void aPersonChangesTheQueueAndTakesABackupOutOfIt() {
        var first = service.bundle(file("a", "hi"));
        var second = service.bundle(file("a", "hi"));
        var held = service.bundle(file("a", "hi"));
        service.works().hold(held, GatedWork.At.BEGIN);
        var session = alice.create("{\"type\":\"backup\",\"bundles\":[{\"bundleName\":\"" + held
                + "\",\"priority\":9},{\"bundleName\":\"" + first + "\"},{\"bundleName\":\"" + second + "\"}]}");
        service.works().awaitHeld(held);
        look(session);

        browser.see("No. 2 in the queue");
        browser.click("Steer " + second);
        browser.see("at position 2");
        browser.fill("Priority", "5");
        browser.click("Apply: Priority");
        browser.see("The priority is 5 now.");
        browser.click("Close");
        await().untilAsserted(() ->
                assertThat(session.bundle(second).path("priority").asInt()).isEqualTo(5));

        browser.click("Steer " + first);
        browser.click("Take it out of the queue");
        browser.see("nothing is lost");
        browser.clickIn("nothing is lost", "Take it out of the queue");
        browser.see(first + " was taken out of the queue.");
        session.awaitBundle(first, "outcome", "cancelled");

        browser.click("Steer " + second);
        browser.click("Take it out of the queue");
        browser.see("nothing is lost");
        browser.run("""
                const real = window.fetch;
                window.fetch = (url, options) => options?.method === 'DELETE'
                    ? new Promise((resolve) => { window.arrive = () => resolve(real(url, options)); })
                    : real(url, options);""");
        browser.clickIn("nothing is lost", "Take it out of the queue");
        service.works().letGo(held);
        alice.delete("/api/v1/sessions/" + session.id() + "/bundles/" + held).is(204);
        session.awaitBundle(second, "state", "running");
        browser.run("window.arrive()");
        browser.see(second + " had begun before it could be taken out of the queue; it is being cancelled.");
    }

    @Test
    void whatTheServiceRefusesIsSaidInWords() {
        var bundle = service.bundle(file("a", "hi"));
        var session = alice.backUp(bundle);
        session.awaitBundle(bundle, "phase", "waitingForClient");
        look(session);
        browser.click("Steer " + bundle);
        browser.run("""
                const real = fetch;
                window.fetch = (url, call) => String(url).endsWith('/timer') ? Promise.resolve(new Response('{"result":false}')) : real(url, call);""");

        browser.fill("Time left, in minutes", "30");
        browser.click("Apply: Time left, in minutes");

        browser.see("The timer was not changed: the bundle does not run.");
    }

    @Test
    void theKeyboardAloneStopsABackup() {
        var bundle = service.bundle(file("a", "hi"));
        var session = alice.backUp(bundle);
        session.awaitBundle(bundle, "phase", "waitingForClient");
        look(session);
        browser.see("Waiting for the client");

        browser.tabTo("Steer " + bundle);
        browser.press(Keys.ENTER);
        browser.see("How many files the service announces");
        browser.press(Keys.ESCAPE);
        browser.seeNot("How many files the service announces");
        assertThat(browser.run("return document.activeElement.getAttribute('aria-label')"))
                .isEqualTo("Steer " + bundle);
        browser.press(Keys.ENTER);
        browser.see("How many files the service announces");
        browser.tabTo("Cancel the backup");
        browser.press(Keys.ENTER);
        browser.see("This backup will be incomplete");
        browser.tabTo("Cancel the backup");
        browser.press(Keys.ENTER);

        session.awaitBundle(bundle, "outcome", "cancelled");
    }

    private void look(BackupSession session) {
        signIn();
        browser.go("#/sessions/" + session.id());
    }
}
