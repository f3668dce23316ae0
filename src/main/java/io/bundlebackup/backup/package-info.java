/** The task that scans, packs, announces and waits for the client. */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "problem",
            "problem::web",
            "session",
            "session::state",
            "session::store",
            "session::work",
            "upload::chain",
            "bundle",
            "bundle::command",
            "bundle::selection",
            "archive::pack",
            "archive::scan",
            "archive::tree",
            "manifest",
            "posix",
            "capacity"
        })
package io.bundlebackup.backup;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
