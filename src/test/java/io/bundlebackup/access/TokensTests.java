package io.bundlebackup.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.limits.Limits;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TokensTests {
    /** {@code printf %s secret | sha256sum}. */
    private static final String SECRET = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";

    private static final String OTHER = "ab".repeat(32);

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Tokens tokens =
            new Tokens(List.of(entry("alice", SECRET, null), entry("bob", OTHER, null)), () -> now);

    private static Tokens.Entry entry(String name, String sha256, @Nullable Instant expires) {
        var token = new AccessProperties.Token(name, sha256, List.of("backup"), expires, null, null, null);
        return new Tokens.Entry(token.hash(), token.caller());
    }

    @Test
    void knowsACallerByTheHashOfTheToken() {
        var caller = tokens.callerOf("secret").orElseThrow();

        assertThat(caller.getName()).isEqualTo("alice");
        assertThat(caller.authorities()).containsExactly(Authority.BACKUP);
        assertThat(caller.has(Authority.SYSTEM)).isFalse();
    }

    @Test
    void knowsNobodyByAnotherTokenNorByTheHashItself() {
        for (String wrong : List.of("", "secre", "secrets", "Secret", SECRET, "ab".repeat(32))) {
            assertThat(tokens.callerOf(wrong)).isEmpty();
        }
    }

    @Test
    void takesCallersOfTheSameNameForTheSame() {
        assertThat(new Caller("alice", Set.of()))
                .isEqualTo(tokens.callerOf("secret").orElseThrow());
        assertThat(new Caller("bob", Set.of(Authority.BACKUP))).isNotEqualTo(new Caller("alice", Set.of()));
    }

    @Test
    void aTokenEndsAtItsTime() {
        tokens.replace(List.of(entry("alice", SECRET, now.plusSeconds(10))));
        var caller = tokens.callerOf("secret").orElseThrow();
        now = now.plusSeconds(9);
        assertThat(tokens.callerOf("secret")).isPresent();
        assertThat(tokens.current(caller)).isPresent();
        now = now.plusSeconds(1);

        assertThat(tokens.callerOf("secret")).isEmpty();
        assertThat(tokens.entryNamed("alice")).isEmpty();
        assertThat(tokens.current(caller)).isEmpty();
    }

    @Test
    void tellsWhatAReplacementChanges() {
        assertThat(tokens.replace(List.of(entry("alice", SECRET, null), entry("bob", OTHER, null))))
                .isEmpty();
        assertThat(tokens.replace(List.of(entry("alice", SECRET, now), entry("carol", OTHER, null))))
                .containsExactly("alice was changed", "carol was added", "bob was removed");
    }

    @Test
    void aCallerOfAnotherTokenIsNotTheCallerOfBefore() {
        var alice = tokens.callerOf("secret").orElseThrow();
        var signed = new Caller("alice", Set.of(), Limits.NONE, new Credential(null, now.plusSeconds(1)));
        tokens.replace(List.of(entry("alice", OTHER, null)));

        assertThat(tokens.current(alice)).isEmpty();
        assertThat(tokens.current(signed)).as("proves itself").isPresent();
        now = now.plusSeconds(1);
        assertThat(tokens.current(signed)).isEmpty();
    }
}
