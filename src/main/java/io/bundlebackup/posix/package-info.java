/** The one native corner: names as bytes, handles beneath a root that never follow a link, exact attributes. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.bundlebackup.posix;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
