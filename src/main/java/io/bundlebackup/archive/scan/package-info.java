/** Looks at a tree and decides what a backup sends: the list of entries, hard links, changes since an earlier manifest. */
@NullMarked
@NamedInterface
package io.bundlebackup.archive.scan;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
