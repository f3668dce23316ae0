/** How much of the process each kind of use may take, computed in one place; and how the process ends when memory runs out. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.bundlebackup.capacity;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
