/** The limits of memory and descriptors for each kind of use, computed in one place; and the end of the process when memory runs out. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.bundlebackup.capacity;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
