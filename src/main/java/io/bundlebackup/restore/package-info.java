/** Restores: unpacks and verifies what was uploaded, and puts the new tree in place of the old one at once. */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "upload",
            "session",
            "session::state",
            "session::work",
            "bundle",
            "archive::tar",
            "archive::tree",
            "archive::unpack",
            "manifest",
            "posix",
            "problem",
            "problem::web"
        })
package io.bundlebackup.restore;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
