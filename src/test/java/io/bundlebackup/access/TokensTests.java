package io.bundlebackup.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TokensTests {
    /** {@code printf %s secret | sha256sum}. */
    private static final String SECRET = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";

    private final Tokens tokens = new Tokens(List.of(
            new AccessProperties.Token("alice", SECRET, List.of("backup"), null, null, null, null),
            new AccessProperties.Token("bob", "ab".repeat(32), List.of("backup", "system"), null, null, null, null)));

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
}
