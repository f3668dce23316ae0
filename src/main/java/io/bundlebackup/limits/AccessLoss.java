package io.bundlebackup.limits;

import java.security.Principal;
import java.util.function.Predicate;

/** Ends what callers have open when they lose their access: their token was removed, changed, or has ended. */
public interface AccessLoss {
    /**
     * Called about every second, by one thread. Must not wait.
     *
     * @param lost whether a caller of an earlier request has no access any more
     */
    void end(Predicate<Principal> lost);
}
