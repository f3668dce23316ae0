/**
 * The operations of clients on sessions and the bundles in them. They stand on {@code run} (live sessions, the queue, timers),
 * {@code work} (the interface of backups and restores), {@code store} (the database), {@code state} (snapshots and transitions) and {@code
 * reply} (stored answers).
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {"limits", "problem", "problem::web", "bundle", "capacity", "manifest", "posix"})
package io.bundlebackup.session;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
