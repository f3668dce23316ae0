/** Receives what a restore is made from: uploads in pieces, their manifests, and the word that all is there. */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "session",
            "session::state",
            "session::store",
            "bundle",
            "archive::tree",
            "manifest",
            "problem",
            "problem::web",
            "capacity",
            "posix"
        })
package io.bundlebackup.upload;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
