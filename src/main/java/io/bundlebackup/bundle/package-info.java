/** The applications whose data is backed up: catalogue, path selection, capabilities. */
@NullMarked
@ApplicationModule(allowedDependencies = {"posix", "problem", "problem::web"})
package io.bundlebackup.bundle;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
