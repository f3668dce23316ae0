/** Walks a tree in manifest order and packs pax tar parts. */
@NullMarked
@ApplicationModule(allowedDependencies = {"manifest", "posix"})
package io.bundlebackup.archive;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
