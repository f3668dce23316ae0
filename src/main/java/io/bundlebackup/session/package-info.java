/** The heart: sessions, the bundles in them, the queue, timers, send rate, cancellation, the event log and their storage. */
@NullMarked
@ApplicationModule(allowedDependencies = {"problem", "problem::web", "bundle", "capacity", "manifest", "posix"})
package io.bundlebackup.session;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
