package io.bundlebackup.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.access.AccessProperties.Token;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

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

        assertThat(bound.tokens().get(0).granted())
                .containsExactly(Authority.BACKUP, Authority.SYSTEM, Authority.VAULT_ADMIN);
        assertThat(bound.tokens().get(1).granted()).isEmpty();
    }

    @Test
    void acceptsThatThereAreNone() {
        assertThat(new AccessProperties(null, null).tokens()).isEmpty();
    }

    @Test
    void refusesWhatMakesNoSenseInOneClearSentence() {
        refuses("backup.security.tokens[0].name must be 1 to 64", new Token(null, HASH, BOTH));
        refuses("backup.security.tokens[0].name must be 1 to 64", new Token("a b", HASH, BOTH));
        refuses("backup.security.tokens[0].sha256 must be the SHA-256", new Token("alice", null, BOTH));
        refuses("backup.security.tokens[0].sha256 must be the SHA-256", new Token("alice", "secret", BOTH));
        refuses("backup.security.tokens[0].sha256 must be the SHA-256", new Token("alice", "zz".repeat(32), BOTH));
        refuses("'vault' is the name under which the service", new Token("vault", HASH, BOTH));
        refuses("backup.security.tokens[0].authorities is missing", new Token("alice", HASH, null));
        refuses("'admin' is unknown", new Token("alice", HASH, List.of("backup", "admin")));
        refuses(
                "backup.security.tokens[1].name: the name 'alice' is used twice",
                new Token("alice", HASH, BOTH),
                new Token("alice", OTHER, BOTH));
        refuses(
                "backup.security.tokens[1].sha256: another caller has the same token",
                new Token("alice", HASH, BOTH),
                new Token("bob", HASH.toUpperCase(Locale.ROOT), BOTH));
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
}
