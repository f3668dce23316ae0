/** The only package with native calls: file names as bytes, handles that never follow a link beneath a root, exact attributes. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.bundlebackup.posix;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
