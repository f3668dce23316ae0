/**
 * Health indicators and metrics for Prometheus. A gauge of the present state is in {@code ServiceMetrics}, what is counted at a commit in
 * {@code JournalMetrics}, values of each bundle in {@code BundleMetrics}. No other package depends on this package.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "bundle",
            "capacity",
            "limits",
            "problem",
            "session",
            "session::run",
            "session::state",
            "session::store"
        })
package io.bundlebackup.monitoring;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
