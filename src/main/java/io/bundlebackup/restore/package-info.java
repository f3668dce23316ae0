/** The task that receives, verifies and applies what a restore needs. */
@NullMarked
@ApplicationModule(
        allowedDependencies = {"problem", "problem::web", "session", "bundle", "archive", "manifest", "posix"})
package io.bundlebackup.restore;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
