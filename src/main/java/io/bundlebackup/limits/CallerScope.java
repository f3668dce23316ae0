package io.bundlebackup.limits;

import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * For whom a thread works. A thread that answers a request works for the caller of the request; every other thread works for the service,
 * which has no limits. Threads do not inherit the scope: work that was admitted goes on when limits change. A thread that serves a caller
 * beyond the request opens the scope again. Immutable.
 */
public final class CallerScope {
    /** The service itself. */
    public static final CallerScope SERVICE = new CallerScope(null, Limits.NONE);

    private static final ScopedValue<CallerScope> CURRENT = ScopedValue.newInstance();

    private final @Nullable Principal caller;
    private final Limits limits;
    private final @Nullable BytePace pace;

    /** @param caller null for the service itself */
    public CallerScope(@Nullable Principal caller, Limits limits) {
        this(caller, limits, null);
    }

    private CallerScope(@Nullable Principal caller, Limits limits, @Nullable BytePace pace) {
        this.caller = caller;
        this.limits = limits;
        this.pace = pace;
    }

    /** The same scope, in which bytes go at a pace. */
    public CallerScope at(BytePace newPace) {
        return new CallerScope(caller, limits, newPace);
    }

    /** The pace of the caller's bytes; null if they have none. */
    public @Nullable BytePace pace() {
        return pace;
    }

    /** For whom this thread works. */
    public static CallerScope current() {
        return CURRENT.orElse(SERVICE);
    }

    /** The limits that hold in this thread. */
    public static Limits limits() {
        return current().limits;
    }

    /** The caller; null for the service itself. */
    public @Nullable Principal caller() {
        return caller;
    }

    /** Does something in this scope. */
    public <R, X extends Throwable> R call(ScopedValue.CallableOp<R, X> work) throws X {
        return ScopedValue.where(CURRENT, this).call(work);
    }
}
