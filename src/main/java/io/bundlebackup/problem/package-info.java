/** What can go wrong: the seed's codes, each problem with its category, and the one exception that carries them. */
@NullMarked
@ApplicationModule(allowedDependencies = "capacity")
package io.bundlebackup.problem;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
