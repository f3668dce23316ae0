package io.bundlebackup.session.store;

import io.bundlebackup.limits.CallerScope;
import io.bundlebackup.limits.NamePatterns;
import org.jspecify.annotations.Nullable;

/** Leaves out the rows of bundles that the caller of this thread does not reach. Patterns mean the same in SQLite's {@code glob}. */
public final class Reach {
    /** A condition on the column {@code bundle}, with the parameter {@code :reach}. */
    public static final String CONDITION =
            "(:reach is null or exists (select 1 from json_each(:reach) where bundle glob value))";

    private Reach() {}

    /** The value of the parameter: a JSON array, null for every bundle. */
    public static @Nullable String parameter() {
        var patterns = CallerScope.limits().bundles();
        // The characters of patterns mean nothing in JSON.
        return patterns.equals(NamePatterns.ALL)
                ? null
                : patterns.patterns().stream()
                        .map(each -> '"' + each + '"')
                        .toList()
                        .toString();
    }
}
