package io.bundlebackup.session.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.session.state.BundleId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class SlotsTests {
    private final Slots slots = new Slots(1);
    private final List<String> granted = new ArrayList<>();

    private Slots.Waiter waiter(String name, int priority, boolean returning, long ticket) {
        return new Slots.Waiter("alice", new BundleId("s", name), priority, returning, ticket, () -> granted.add(name));
    }

    private void holdTheOnlySlot() {
        slots.enqueue(List.of(waiter("holder", 0, false, 0)));
        granted.clear();
    }

    private List<String> drain() {
        while (slots.busy() > 0) {
            slots.free();
        }
        return granted;
    }

    @Test
    void grantsNoMoreThanThereAre() {
        slots.enqueue(List.of(waiter("a", 0, false, 1), waiter("b", 0, false, 2)));

        assertThat(granted).containsExactly("a");
        assertThat(slots.busy()).isEqualTo(1);
        slots.free();
        assertThat(granted).containsExactly("a", "b");
    }

    /** As a thread that cannot be started: neither the slot nor the bundle is lost, nor are those behind it. */
    @Test
    void aSlotWhoseHolderCouldNotBeToldIsGrantedLater() {
        holdTheOnlySlot();
        var broken = new AtomicBoolean(true);
        slots.enqueue(List.of(
                new Slots.Waiter("alice", new BundleId("s", "broken"), 1, false, 1, () -> {
                    if (broken.getAndSet(false)) {
                        throw new OutOfMemoryError("made by the test");
                    }
                    granted.add("broken");
                }),
                waiter("next", 0, false, 2)));
        assertThatThrownBy(slots::free).isInstanceOf(OutOfMemoryError.class);
        assertThat(slots.busy()).isZero();

        slots.grant();

        assertThat(granted).containsExactly("broken");
        assertThat(drain()).containsExactly("broken", "next");
    }

    @Test
    void servesEqualsInTheOrderOfTheirTickets() {
        holdTheOnlySlot();
        slots.enqueue(List.of(waiter("third", 0, false, 3)));
        slots.enqueue(List.of(waiter("second", 0, false, 2), waiter("first", 0, false, 1)));

        assertThat(drain()).containsExactly("first", "second", "third");
    }

    @Test
    void servesTheHighestPriorityFirst() {
        holdTheOnlySlot();
        slots.enqueue(List.of(waiter("low", -1, false, 1), waiter("middle", 0, false, 2), waiter("high", 1, false, 3)));

        assertThat(drain()).containsExactly("high", "middle", "low");
    }

    @Test
    void servesThoseThatComeBackBeforeNewOnesOfTheSamePriority() {
        holdTheOnlySlot();
        slots.enqueue(List.of(waiter("new", 0, false, 1), waiter("back", 0, true, 9), waiter("higher", 1, false, 10)));

        assertThat(drain()).containsExactly("higher", "back", "new");
    }

    @Test
    void takesANewPriorityIntoAccount() {
        holdTheOnlySlot();
        slots.enqueue(List.of(waiter("a", 0, false, 1), waiter("b", 0, false, 2)));

        slots.reorder(new BundleId("s", "b"), 7);

        assertThat(slots.queued().stream().map(waiter -> waiter.bundle().name()))
                .containsExactly("b", "a");
        assertThat(drain()).containsExactly("b", "a");
    }

    @Test
    void forgetsWhoNoLongerWaits() {
        holdTheOnlySlot();
        slots.enqueue(List.of(waiter("a", 0, false, 1)));

        assertThat(slots.remove(new BundleId("s", "a"))).isTrue();
        assertThat(slots.remove(new BundleId("s", "a"))).isFalse();
        assertThat(slots.remove(new BundleId("s", "holder"))).isFalse();
        assertThat(drain()).isEmpty();
    }

    @Test
    void listsOnlyThoseThatNeverBegan() {
        holdTheOnlySlot();
        slots.enqueue(List.of(waiter("new", 0, false, 1), waiter("back", 0, true, 2)));

        assertThat(slots.queued().stream().map(waiter -> waiter.bundle().name()))
                .containsExactly("new");
    }

    @Test
    void grantsNothingOnceClosed() {
        slots.close();
        slots.enqueue(List.of(waiter("a", 0, false, 1)));

        assertThat(granted).isEmpty();
    }
}
