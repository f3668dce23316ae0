package io.bundlebackup.vault.schedule;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.bundlebackup.bundle.Bundle;
import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.limits.CallerScope;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.problem.StartRefusedException;
import io.bundlebackup.vault.Vault;
import io.bundlebackup.vault.Vaults;
import io.bundlebackup.vault.retention.RetentionPolicy;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All schedules: those of the configuration, and those that callers make, change and remove. Thread-safe. */
public final class Schedules {
    /** Schedules of callers. */
    private static final int MOST = 1000;

    private final List<Schedule> declared;
    private final ScheduleRows rows;
    private final Timetable table;
    private final Vaults vaults;
    private final Bundles bundles;
    private final InstantSource clock;

    @GuardedBy("this")
    private final Map<String, Known> all = new TreeMap<>();

    private record Known(Schedule schedule, boolean declared, ScheduleRows.State state) {}

    /**
     * A schedule and what is known of it.
     *
     * @param declared whether it stands in the configuration
     * @param nextRunAt absent if it is paused
     * @param lastRun the last run that was ordered
     * @param problem why nothing is backed up, as a sentence
     */
    public record Standing(
            Schedule schedule,
            boolean declared,
            @Nullable Instant nextRunAt,
            @Nullable String lastRun,
            @Nullable String problem) {}

    Schedules(ScheduleSettings settings, ScheduleRows rows, Timetable table, ScheduleTargets targets) {
        this.declared = settings.declared();
        this.rows = rows;
        this.table = table;
        this.vaults = targets.vaults();
        this.bundles = targets.bundles();
        this.clock = targets.clock();
        for (int i = 0; i < declared.size(); i++) {
            if (!hasVault(declared.get(i).vault())) {
                throw new StartRefusedException("backup.schedules[" + i + "].vault " + noVault() + ".");
            }
        }
    }

    /** Reads what the database has; before anything else. A schedule of the configuration takes the name of one that a caller made. */
    synchronized void load() {
        var states = rows.states();
        rows.made().forEach(text -> know(Schedule.of(text), false, states));
        declared.forEach(schedule -> know(schedule, true, states));
        var gone = new HashSet<>(states.keySet());
        gone.removeAll(all.keySet());
        gone.forEach(rows::remove);
    }

    @GuardedBy("this")
    private void know(Schedule schedule, boolean isDeclared, Map<String, ScheduleRows.State> states) {
        var state = states.get(schedule.name());
        if (state == null) {
            state = new ScheduleRows.State(clock.instant(), null);
            rows.save(schedule.name(), state);
        }
        all.put(schedule.name(), new Known(schedule, isDeclared, state));
        table.put(schedule, state.handled());
    }

    /** All that the caller of this thread reaches, sorted by name. */
    public List<Standing> all() {
        var known = copy();
        var names = names();
        return known.stream()
                .filter(each -> isReached(each.schedule))
                .map(each -> standing(each, names))
                .toList();
    }

    /** @throws ProblemException {@code no-such-schedule} */
    public Standing get(String name) {
        return standing(known(name), names());
    }

    /** The rules of all schedules that back a bundle up into a vault; also of paused ones. */
    public List<RetentionPolicy> policies(String vault, String bundleName) {
        return of(vault, bundleName).stream().map(Schedule::policy).toList();
    }

    /** The schedules that back a bundle up into a vault, sorted by name. */
    public List<Schedule> of(String vault, String bundleName) {
        return copy().stream()
                .map(Known::schedule)
                .filter(schedule -> schedule.vault().equals(vault) && schedule.includes(bundleName))
                .toList();
    }

    /** The next run of a bundle into a vault. */
    public Optional<Instant> nextRun(String vault, String bundleName) {
        var now = clock.instant();
        return of(vault, bundleName).stream()
                .flatMap(schedule -> table.nextRun(schedule.name(), now).stream())
                .min(Instant::compareTo);
    }

    /**
     * Makes a schedule.
     *
     * @throws ProblemException {@code invalid-schedule}, also if there is one of this name
     */
    public Standing create(ScheduleText text) {
        return put(text, true);
    }

    /**
     * Makes or replaces a schedule. Runs that were due before are not made up for.
     *
     * @throws ProblemException {@code invalid-schedule}, {@code declared}
     */
    public Standing replace(ScheduleText text) {
        return put(text, false);
    }

    private synchronized Standing put(ScheduleText text, boolean mustBeNew) {
        var schedule = checked(text);
        var old = all.get(schedule.name());
        if (old != null && mustBeNew) {
            throw invalid("/name", "is the name of another schedule");
        }
        if (old != null && !isReached(old.schedule)) {
            throw unknown(schedule.name());
        }
        requireNotDeclared(old);
        if (old == null && all.size() - declared.size() >= MOST) {
            throw new ProblemException(
                    ProblemType.TOO_MANY_REQUESTS, "There are " + MOST + " schedules, and there may be no more.");
        }
        var state = new ScheduleRows.State(clock.instant(), old == null ? null : old.state.lastRun());
        rows.save(schedule, state);
        var known = new Known(schedule, false, state);
        all.put(schedule.name(), known);
        table.put(schedule, state.handled());
        return standing(known, names());
    }

    /**
     * The next moments at which a cron expression is due, for one that no schedule has yet.
     *
     * @throws ProblemException {@code invalid-schedule}
     */
    public List<Instant> due(String cron, String timeZone, int count) {
        try {
            return Schedule.due(cron, timeZone, clock.instant(), count);
        } catch (InvalidScheduleException e) {
            throw invalid(e.pointer(), e.detail());
        }
    }

    private Schedule checked(ScheduleText text) {
        Schedule schedule;
        try {
            schedule = Schedule.of(text);
        } catch (InvalidScheduleException e) {
            throw invalid(e.pointer(), e.detail());
        }
        if (!hasVault(schedule.vault())) {
            throw invalid("/vault", noVault());
        }
        if (!isReached(schedule)) {
            throw invalid("/bundles", "has patterns that include bundles which the caller does not reach");
        }
        return schedule;
    }

    private static ProblemException invalid(String pointer, String detail) {
        return new ProblemException(ProblemType.INVALID_SCHEDULE, "Member " + pointer + " " + detail + ".")
                .with("errors", List.of(Map.of("pointer", pointer, "detail", detail)));
    }

    /**
     * Removes a schedule. The snapshots stay; without a schedule no rule removes them.
     *
     * @throws ProblemException {@code no-such-schedule}, {@code declared}
     */
    public synchronized void remove(String name) {
        requireNotDeclared(known(name));
        rows.remove(name);
        all.remove(name);
        table.remove(name);
    }

    private static void requireNotDeclared(@Nullable Known known) {
        if (known != null && known.declared) {
            throw new ProblemException(
                    ProblemType.DECLARED,
                    "The schedule " + known.schedule + " stands in the configuration; change it there.");
        }
    }

    /** A run was ordered or passed over. */
    synchronized void done(Timetable.DueRun run, @Nullable String lastRun) {
        table.done(run);
        all.computeIfPresent(run.schedule().name(), (name, known) -> {
            if (known.schedule != run.schedule()) {
                return known;
            }
            var state = new ScheduleRows.State(run.moment().due(), lastRun == null ? known.state.lastRun() : lastRun);
            rows.save(name, state);
            return new Known(known.schedule, known.declared, state);
        });
    }

    private synchronized List<Known> copy() {
        return List.copyOf(all.values());
    }

    private synchronized Known known(String name) {
        var known = all.get(name);
        if (known == null || !isReached(known.schedule)) {
            throw unknown(name);
        }
        return known;
    }

    private static ProblemException unknown(String name) {
        return new ProblemException(ProblemType.NO_SUCH_SCHEDULE, "There is no schedule " + name + ".");
    }

    /** A schedule runs for the service, so a caller has to reach whatever the schedule can back up. */
    private static boolean isReached(Schedule schedule) {
        var reach = CallerScope.limits().bundles();
        return Objects.requireNonNull(schedule.text().bundles()).stream().allMatch(reach::include);
    }

    private Set<String> names() {
        var names = new HashSet<String>();
        bundles.all().stream().map(Bundle::name).forEach(names::add);
        return names;
    }

    private Standing standing(Known known, Set<String> names) {
        var schedule = known.schedule;
        return new Standing(
                schedule,
                known.declared,
                table.nextRun(schedule.name(), clock.instant()).orElse(null),
                known.state.lastRun(),
                problem(schedule, names));
    }

    private @Nullable String problem(Schedule schedule, Set<String> names) {
        if (!hasVault(schedule.vault())) {
            return "There is no vault " + schedule.vault() + ".";
        }
        return names.stream().anyMatch(schedule::includes)
                ? null
                : "No bundle matches " + String.join(", ", schedule.text().bundles()) + ".";
    }

    private String noVault() {
        return "must be the name of a vault; there are: "
                + vaults.all().stream().map(Vault::name).collect(Collectors.joining(", "));
    }

    private boolean hasVault(String name) {
        return vaults.all().stream().anyMatch(vault -> vault.name().equals(name));
    }
}
