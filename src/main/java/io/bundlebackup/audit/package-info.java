/**
 * The audit log: who did what to which bundle, from where, and with what outcome. {@code AuditLog} takes entries and writes them as lines that
 * are chained by hashes; the listeners make entries of what happens without a request. No other package depends on this package.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "access",
            "limits",
            "posix",
            "problem",
            "problem::web",
            "session::run",
            "session::state",
            "session::store",
            "vault::run"
        })
package io.bundlebackup.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
