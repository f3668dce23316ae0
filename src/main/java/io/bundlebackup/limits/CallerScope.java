package io.bundlebackup.limits;

/**
 * The limits of the caller for whom a thread works. A thread that answers a request has those of the request's caller; every other thread
 * works for the service, which has none. Limits are not inherited by threads: work that was admitted goes on when they change.
 */
public final class CallerScope {
    private static final ScopedValue<Limits> CURRENT = ScopedValue.newInstance();

    private CallerScope() {}

    /** The limits that hold in this thread. */
    public static Limits limits() {
        return CURRENT.orElse(Limits.NONE);
    }

    /** Does something for a caller with these limits. */
    public static <R, X extends Throwable> R call(Limits limits, ScopedValue.CallableOp<R, X> work) throws X {
        return ScopedValue.where(CURRENT, limits).call(work);
    }
}
