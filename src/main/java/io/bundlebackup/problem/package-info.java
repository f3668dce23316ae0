/** Problems: OpenHarmony's error codes, the problem types with their categories, and the exception that carries them. */
@NullMarked
@ApplicationModule(allowedDependencies = {"capacity", "limits"})
package io.bundlebackup.problem;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
