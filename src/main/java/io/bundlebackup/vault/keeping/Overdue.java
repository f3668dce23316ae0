package io.bundlebackup.vault.keeping;

import io.bundlebackup.vault.schedule.Schedule;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whether a bundle has no snapshot as new as its schedules want. */
final class Overdue {
    private Overdue() {}

    /**
     * Since when a bundle is overdue: a run was due after its newest complete snapshot, and has brought none when the next one is due. Without
     * a complete snapshot the first run that a schedule has ordered counts. Paused schedules want nothing.
     *
     * @param schedules those that back the bundle up
     * @param newestComplete when that snapshot was taken; null if there is none
     * @param firstOrdered when a schedule ordered the first run of the bundle that is still known
     */
    static Optional<Instant> since(
            List<Schedule> schedules,
            @Nullable Instant newestComplete,
            Supplier<Optional<Instant>> firstOrdered,
            Instant now) {
        var active = schedules.stream().filter(schedule -> !schedule.isPaused()).toList();
        if (active.isEmpty()) {
            return Optional.empty();
        }
        if (newestComplete != null) {
            return active.stream()
                    .map(schedule -> schedule.next(newestComplete, 2))
                    .filter(moments ->
                            moments.size() == 2 && moments.getLast().at().isBefore(now))
                    .map(moments -> moments.getFirst().at())
                    .min(Instant::compareTo);
        }
        return firstOrdered
                .get()
                .filter(first -> active.stream()
                        .flatMap(schedule -> schedule.next(first).stream())
                        .anyMatch(moment -> moment.at().isBefore(now)));
    }
}
