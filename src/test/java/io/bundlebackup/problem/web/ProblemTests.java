package io.bundlebackup.problem.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.problem.ProblemType;
import org.junit.jupiter.api.Test;

class ProblemTests {
    @Test
    void showsNoControlCharactersOfWhatWasSent() {
        var problem = Problem.of(
                ProblemType.NO_SUCH_RUN, "There is no run a\u001b[2J\r\nb\u0000\u0085\u2028\u202ec\u00e9\ud83d\ude00.");

        assertThat(problem.detail()).isEqualTo("There is no run a?[2J??b????c\u00e9\ud83d\ude00.");
    }

    @Test
    void shortensWhatWasSent() {
        var problem = Problem.of(ProblemType.NO_SUCH_BUNDLE, "There is no bundle " + "a".repeat(100_000) + ".");

        assertThat(problem.detail())
                .hasSizeLessThan(1_100)
                .startsWith("There is no bundle aaa")
                .endsWith("a\u2026 (shortened).");
    }
}
