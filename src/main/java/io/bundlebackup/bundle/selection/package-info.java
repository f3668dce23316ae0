/** Decides which paths of an application belong to its backup: patterns and their parser. */
@NullMarked
@NamedInterface
package io.bundlebackup.bundle.selection;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
