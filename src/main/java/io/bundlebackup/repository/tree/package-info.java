/** Directories, files and snapshots as restic's format has them: how files are cut, and how trees are written and read. */
@NullMarked
@NamedInterface
package io.bundlebackup.repository.tree;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
