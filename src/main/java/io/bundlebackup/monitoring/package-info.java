/**
 * What an operator's monitoring sees of the service: health indicators, and metrics for Prometheus. No other package knows that it is
 * watched.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "bundle",
            "capacity",
            "problem",
            "session",
            "session::run",
            "session::state",
            "session::store"
        })
package io.bundlebackup.monitoring;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
