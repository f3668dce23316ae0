/** Builds a tree from the parts and big files of a backup, and keeps the entries that the backup does not replace. */
@NullMarked
@NamedInterface
package io.bundlebackup.archive.unpack;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
