package io.bundlebackup.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.access.AccessProperties.Token;
import io.bundlebackup.limits.Limits;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class AccessPropertiesTests {
    private static final String HASH = "ab".repeat(32);
    private static final String OTHER = "cd".repeat(32);
    private static final List<String> BOTH = List.of("backup", "system");

    @Test
    void readsCallersWithTheirAuthorities() {
        var source = new MapConfigurationPropertySource();
        source.put("backup.security.tokens[0].name", "alice");
        source.put("backup.security.tokens[0].sha256", HASH.toUpperCase(Locale.ROOT));
        source.put("backup.security.tokens[0].authorities", "backup, SYSTEM, vault-admin");
        source.put("backup.security.tokens[1].name", "bob");
        source.put("backup.security.tokens[1].sha256", OTHER);
        source.put("backup.security.tokens[1].authorities", "");

        var bound = new Binder(source)
                .bind("backup.security", Bindable.of(AccessProperties.class))
                .get();

        assertThat(bound.tokens().get(0).caller().authorities())
                .containsExactlyInAnyOrder(Authority.BACKUP, Authority.SYSTEM, Authority.VAULT_ADMIN);
        assertThat(bound.tokens().get(1).caller().authorities()).isEmpty();
    }

    @Test
    void acceptsThatThereAreNone() {
        assertThat(new AccessProperties(null, null).tokens()).isEmpty();
    }

    @Test
    void refusesWhatMakesNoSenseInOneClearSentence() {
        refuses("backup.security.tokens[0].name must be 1 to 64", token(null, HASH, BOTH));
        refuses("backup.security.tokens[0].name must be 1 to 64", token("a b", HASH, BOTH));
        refuses("backup.security.tokens[0].sha256 must be the SHA-256", token("alice", null, BOTH));
        refuses("backup.security.tokens[0].sha256 must be the SHA-256", token("alice", "secret", BOTH));
        refuses("backup.security.tokens[0].sha256 must be the SHA-256", token("alice", "zz".repeat(32), BOTH));
        refuses("'vault' is the name under which the service", token("vault", HASH, BOTH));
        refuses("backup.security.tokens[0].authorities is missing", token("alice", HASH, null));
        refuses("'admin' is unknown", token("alice", HASH, List.of("backup", "admin")));
        refuses(
                "backup.security.tokens[1].name: the name 'alice' is used twice",
                token("alice", HASH, BOTH),
                token("alice", OTHER, BOTH));
        refuses(
                "backup.security.tokens[1].sha256: another caller has the same token",
                token("alice", HASH, BOTH),
                token("bob", HASH.toUpperCase(Locale.ROOT), BOTH));
    }

    private static void refuses(String sentence, Token... tokens) {
        assertThatThrownBy(() -> new AccessProperties(List.of(tokens), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence)
                .message()
                .endsWith(".")
                .doesNotContain("secret");
    }

    @Test
    void takesOriginsAsBrowsersSendThemAndNothingElse() {
        for (String origin : List.of("https://admin.example.org", "http://127.0.0.1:8000", "http://[::1]:8080")) {
            assertThat(new AccessProperties(null, List.of(origin)).allowedOrigins())
                    .containsExactly(origin);
        }
        for (String wrong : List.of(
                "*", "null", "admin.example.org", "https://admin.example.org/", "https://Admin.example.org", "")) {
            assertThatThrownBy(() -> new AccessProperties(null, List.of(wrong)))
                    .hasMessageContaining("backup.security.allowed-origins: '" + wrong + "' is not an origin");
        }
    }

    @Test
    void readsTheLimitsOfACaller() {
        var caller = limited(List.of("com.example.*"), List.of("backup"), share(2, "1MB", 3))
                .caller();
        assertThat(caller.limits().reach("com.example.a")).isTrue();
        assertThat(caller.limits().reach("org.example")).isFalse();
        assertThat(caller.limits().allow("backup")).isTrue();
        assertThat(caller.limits().allow("restore")).isFalse();
        assertThat(caller.limits().shares().sessions()).isEqualTo(2);
        assertThat(caller.limits().shares().bytesPerSecond()).isEqualTo(1 << 20);
        assertThat(caller.limits().shares().uploadedBytes()).isEqualTo(Long.MAX_VALUE);
        assertThat(caller.limits().shares().requestsPerSecond()).isEqualTo(3);
        assertThat(token("bob", HASH, BOTH).caller().limits()).isEqualTo(Limits.NONE);
        assertThat(limited(List.of(), List.of(), null).caller().limits().reach("com.example.a"))
                .as("an empty list means none")
                .isFalse();
    }

    @Test
    void refusesLimitsThatMakeNoSense() {
        var key = "backup.security.tokens[0].";
        refuses(key + "bundles: 'a/b' must be the name of a bundle", limited(List.of("a/b"), null, null));
        refuses(key + "session-types: 'vault' is unknown", limited(null, List.of("vault"), null));
        refuses(key + "limits.sessions must be at least 1", limited(null, null, share(0, "1MB", 1)));
        refuses(key + "limits.bytes-per-second must be at least 16KB", limited(null, null, share(1, "1KB", 1)));
        refuses(key + "limits.requests-per-second must be at least 1", limited(null, null, share(1, "1MB", -1)));
    }

    private static Token limited(
            @Nullable List<String> bundles, @Nullable List<String> types, @Nullable ShareSettings share) {
        return new Token("alice", HASH, BOTH, null, bundles, types, share);
    }

    private static ShareSettings share(int sessions, String bytesPerSecond, int requestsPerSecond) {
        return new ShareSettings(sessions, DataSize.parse(bytesPerSecond), null, null, null, requestsPerSecond);
    }

    private static Token token(@Nullable String name, @Nullable String sha256, @Nullable List<String> authorities) {
        return new Token(name, sha256, authorities, null, null, null, null);
    }
}
