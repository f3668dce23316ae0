package io.bundlebackup.browser;

import static io.bundlebackup.journey.SourceTree.file;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        var shown = Map.of(
                "#/",
                bundle,
                "#/bundles/" + bundle,
                "Waiting for the client",
                "#/sessions",
                "and 1 other",
                "#/sessions/" + session.id(),
                "(code 13500005)",
                "#/sessions/" + session.id() + "?bundle=" + bundle,
                "part.0.tar",
                "#/events?session=" + session.id(),
                "part.0.tar",
                "#/backup",
                "Back up",
                "#/restore",
                "Restore",
                "#/nothing",
                "There is no such page");
        for (var page : shown.keySet()) {
            browser.go(page);
            browser.see(shown.get(page));
            assertThat(browser.barriers()).as(page).isEmpty();
            browser.size(360, 800);
            assertThat(browser.tooWide()).as(page + " at 360 pixels").isZero();
            browser.size(1280, 900);
        }
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
