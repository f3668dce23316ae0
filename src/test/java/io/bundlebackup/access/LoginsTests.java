package io.bundlebackup.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoginsTests {
    /** {@code printf %s secret | sha256sum}. */
    private static final String SECRET = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";

    private Instant now = Instant.parse("2026-01-31T09:00:00.5Z");
    private final Logins logins = logins(SECRET, "key");

    @Test
    void knowTheCallerOfACookieUntilItExpires() {
        var login = logins.signIn("secret").orElseThrow();

        assertThat(login.expiresAt()).isEqualTo("2026-01-31T21:00:00Z");
        assertThat(logins.find(login.cookie())).contains(login);

        now = now.plus(Logins.LIFETIME);
        assertThat(logins.find(login.cookie())).isEmpty();
    }

    @Test
    void signInNobodyWithoutTheToken() {
        assertThat(logins.signIn("secre")).isEmpty();
        assertThat(logins.signIn(SECRET)).isEmpty();
    }

    @Test
    void outliveARestartButNotAnotherKeyNorAnotherTokenOfTheCaller() {
        var cookie = logins.signIn("secret").orElseThrow().cookie();

        assertThat(logins(SECRET, "key").find(cookie)).isPresent();
        assertThat(logins(SECRET, "other key").find(cookie)).isEmpty();
        assertThat(logins("ab".repeat(32), "key").find(cookie)).isEmpty();
        assertThat(new Logins(new Tokens(List.of(), () -> now), SignedTokens.NONE, "key", () -> now).find(cookie))
                .isEmpty();
    }

    @Test
    void takeNoCookieThatWasChanged() {
        var cookie = logins.signIn("secret").orElseThrow().cookie();

        for (int i = 0; i < cookie.length(); i++) {
            var changed = new StringBuilder(cookie);
            changed.setCharAt(i, cookie.charAt(i) == 'A' ? 'B' : 'A');
            // The last character of 32 bytes in Base64 has two bits without a meaning; the text is compared, not the
            // bytes.
            assertThat(logins.find(changed.toString())).as(changed.toString()).isEmpty();
        }
        for (String wrong : List.of("", "~", "alice", cookie + "~", cookie + "A", "bob" + cookie.substring(5))) {
            assertThat(logins.find(wrong)).as(wrong).isEmpty();
        }
    }

    @Test
    void endTheLoginThatSignsOutAndNoOther() {
        var one = logins.signIn("secret").orElseThrow();
        var other = logins.signIn("secret").orElseThrow();

        logins.signOut(one);
        logins.signOut(one);

        assertThat(logins.find(one.cookie())).isEmpty();
        assertThat(logins.find(other.cookie())).contains(other);
    }

    @Test
    void haveACookieNameOfTheirOwnForEachService() {
        assertThat(logins.cookieName()).matches("bundle-backup-[A-Za-z0-9_-]{8}");
        assertThat(logins(SECRET, "key").cookieName()).isEqualTo(logins.cookieName());
        assertThat(logins(SECRET, "other key").cookieName()).isNotEqualTo(logins.cookieName());
    }

    @Test
    void forgetLoginsThatExpired() {
        for (int i = 0; i < 50; i++) {
            logins.signOut(logins.signIn("secret").orElseThrow());
            now = now.plus(Duration.ofHours(1));
        }

        assertThat(logins.signedOut()).isLessThanOrEqualTo(13);
    }

    private Logins logins(String sha256, String key) {
        var token = new AccessProperties.Token("alice", sha256, List.of("backup", "system"), null, null, null, null);
        return new Logins(
                new Tokens(List.of(new Tokens.Entry(token.hash(), token.caller())), () -> now),
                SignedTokens.NONE,
                key,
                () -> now);
    }
}
