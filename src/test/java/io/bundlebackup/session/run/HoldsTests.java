package io.bundlebackup.session.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.state.SessionType;
import io.bundlebackup.session.state.Snapshots;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is told to those who want a bundle that another session holds. */
class HoldsTests {
    private final Holds holds = new Holds();

    private ProblemException refusal() {
        return catchThrowableOfType(
                ProblemException.class, () -> holds.acquire(SessionType.BACKUP, "a", Instant.EPOCH));
    }

    @Test
    void sayWhenToTryAgainWhileTheHoldingSessionIsAboutToEnd() {
        var bundle = Snapshots.queued("a");
        holds.acquire("holder", SessionType.RESTORE, List.of(bundle), Instant.EPOCH);
        assertThat(refusal().type()).isEqualTo(ProblemType.BUNDLE_HELD);
        assertThat(refusal().retryAfter()).isEmpty();

        holds.sessionClosing("holder");

        assertThat(refusal().retryAfter()).contains(Duration.ofSeconds(2));
        assertThat(refusal().members()).containsKey("sessionInfo");
        holds.sessionEnded("holder");
        holds.bundleEnded("holder", "a");
        assertThat(holds.acquire(SessionType.BACKUP, "a", Instant.EPOCH)).hasSize(1);
    }
}
