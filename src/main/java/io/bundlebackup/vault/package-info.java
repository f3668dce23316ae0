/**
 * Vaults: snapshots of bundles that the service keeps itself, each bundle in a repository of its own. {@code work} makes a snapshot of one
 * bundle, {@code run} has vaults and runs, {@code schedule} says when, {@code retention} how long they stay.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "limits",
            "problem",
            "problem::web",
            "session",
            "session::state",
            "session::store",
            "session::work",
            "bundle",
            "bundle::command",
            "bundle::selection",
            "archive::pack",
            "archive::scan",
            "archive::tar",
            "archive::tree",
            "archive::unpack",
            "backup",
            "restore",
            "restore::snapshot",
            "manifest",
            "repository",
            "repository::blob",
            "repository::crypto",
            "repository::pack",
            "repository::place",
            "repository::tree",
            "posix",
            "capacity"
        })
package io.bundlebackup.vault;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
