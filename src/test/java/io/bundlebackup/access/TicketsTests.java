package io.bundlebackup.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.problem.ProblemException;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TicketsTests {
    private final Caller alice = new Caller("alice", Set.of());
    private final Caller bob = new Caller("bob", Set.of());
    private long nanos = Long.MAX_VALUE - 5;
    private final Tickets tickets = new Tickets(() -> nanos);

    @Test
    void letTheirCallerInOnce() {
        var ofAlice = tickets.issue(alice);
        var ofBob = tickets.issue(bob);

        assertThat(tickets.redeem(ofBob)).contains(bob);
        assertThat(tickets.redeem(ofAlice)).contains(alice);
        assertThat(tickets.redeem(ofAlice)).isEmpty();
        assertThat(tickets.redeem("other")).isEmpty();
    }

    @Test
    void expireAfterThirtySeconds() {
        var late = tickets.issue(alice);
        var inTime = tickets.issue(alice);

        nanos += Tickets.LIFETIME.toNanos() - 1;
        assertThat(tickets.redeem(inTime)).isPresent();
        nanos++;
        assertThat(tickets.redeem(late)).isEmpty();
    }

    @Test
    void areNotMoreThanAHundredForACaller() {
        for (int i = 0; i < 100; i++) {
            tickets.issue(alice);
        }

        assertThatThrownBy(() -> tickets.issue(alice))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("100 tickets");
        assertThat(tickets.redeem(tickets.issue(bob))).contains(bob);
        nanos += Tickets.LIFETIME.toNanos();
        assertThat(tickets.redeem(tickets.issue(alice))).contains(alice);
    }
}
