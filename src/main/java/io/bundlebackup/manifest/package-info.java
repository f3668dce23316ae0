/** The manifest: entries in the order of raw path bytes, its reader and its writer. Pure Java. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.bundlebackup.manifest;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
