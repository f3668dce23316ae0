package io.bundlebackup.browser;

import static io.bundlebackup.journey.SourceTree.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.journey.RunningService;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

class SignInBrowserTests extends DashboardTest {
    @Test
    void aPersonSignsInAndSeesTheStateOfTheBundlesInOneSentence() {
        var bundle = service.bundle(file("a", 1000));
        browser.see("Sign in");
        browser.fill("Token", "not the token");
        browser.click("Sign in");
        browser.see("This token is not valid.");

        signIn();

        browser.see(bundle);
        browser.see("Never backed up");
    }

    @Test
    void aPersonSignsInAndOutWithTheKeyboardAlone() {
        browser.tabTo("Token");
        browser.press(RunningService.ALICE, Keys.ENTER);
        browser.see("Sign out");
        browser.tabTo("Sign out");
        browser.press(Keys.ENTER);
        browser.see("Token");
    }

    @Test
    void noTokenIsKeptWhereAScriptOfAPageCouldReadIt() {
        signIn();
        assertThat(browser.url()).doesNotContain(RunningService.ALICE);
        assertThat(browser.run(
                        "return JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.cookie"))
                .asString()
                .doesNotContain(RunningService.ALICE);
    }

    @Test
    void signingOutInOneTabSignsTheOthersOut() {
        signIn();
        var first = browser.window();
        browser.tab();
        browser.open(address());
        browser.see("Sign out");
        browser.click("Sign out");
        browser.see("Token");
        browser.closeTab();
        browser.look(first);
        browser.see("Token");
    }
}
