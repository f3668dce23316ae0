package io.bundlebackup.browser;

import static io.bundlebackup.journey.SourceTree.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bundlebackup.access.oauth.TestIssuer;
import io.bundlebackup.journey.RunningService;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

class SignInBrowserTests extends DashboardTest {
    private static final TestIssuer ISSUER = new TestIssuer();

    @AfterAll
    static void close() {
        ISSUER.close();
    }

    @Override
    public List<String> settings() {
        return List.of(
                SMALL_PARTS,
                "spring.security.oauth2.resourceserver.jwt.issuer-uri=" + ISSUER.uri(),
                "spring.security.oauth2.resourceserver.jwt.audiences=bundle-backup",
                "backup.security.oauth.client-id=dashboard");
    }

    @Test
    void aPersonSignsInAtTheIssuerAndComesBackToTheSamePage() {
        browser.go("#/sessions");
        browser.click("Sign in with 127.0.0.1");
        browser.click("Refuse");
        browser.see("The issuer did not let you in, or you have cancelled the sign-in.");
        assertThat(browser.url()).isEqualTo(address() + "#/sessions");

        browser.click("Sign in with 127.0.0.1");
        browser.click("Allow");
        browser.see("oauth:alice");

        browser.see("History");
        assertThat(browser.url()).isEqualTo(address() + "#/sessions");
        assertThat(browser.run(
                        "return JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.cookie"))
                .isEqualTo("{}{}");
        browser.open(address() + "?code=c&state=s");
        browser.see("Sign out");
        assertThat(browser.url()).isEqualTo(address());
    }

    @Test
    void aPersonWhoseTokenIsRevokedIsSignedOutWithASentence() {
        service.write(List.of(RunningService.caller("zoe", "token-of-zoe", "backup, system")));
        await().atMost(Duration.ofSeconds(10)).until(() -> isKnown("token-of-zoe"));
        browser.fill("Token", "token-of-zoe");
        browser.click("Sign in");
        browser.see("Live");

        service.write(List.of());

        browser.see(
                "You are signed out. The token was changed, withdrawn or has ended, or you signed out in another tab.");
        assertThat(browser.text()).contains("Token").doesNotContain("zoe");
    }

    private boolean isKnown(String token) {
        try (var zoe = service.client(token)) {
            return zoe.get("/api/v1/login").status() == 200;
        }
    }

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
