/**
 * The applications whose data is backed up: the catalogue of bundles and their capabilities. {@code selection} decides which paths belong
 * to a backup, {@code command} runs the commands of applications.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"limits", "posix", "problem", "problem::web"})
package io.bundlebackup.bundle;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
