/** Walks, copies and removes trees of files, and reads and writes the content of one file. */
@NullMarked
@NamedInterface
package io.bundlebackup.archive.tree;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
