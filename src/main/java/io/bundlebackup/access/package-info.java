/** Authentication and authorization: tokens, callers, authorities. */
@NullMarked
@ApplicationModule(allowedDependencies = {"capacity", "limits", "posix", "problem", "problem::web"})
package io.bundlebackup.access;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
