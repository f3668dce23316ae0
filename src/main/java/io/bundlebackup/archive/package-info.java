/**
 * Trees of files and tar streams: {@code scan} lists a tree, {@code pack} packs the list into parts, {@code unpack} builds a tree from parts.
 * All three use {@code tree} and {@code tar}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"manifest", "posix"})
package io.bundlebackup.archive;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
