/** Makes the new tree of a bundle from its uploads, verified, and compares it with the present one for a dry run. */
@NullMarked
@NamedInterface
package io.bundlebackup.restore.tree;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
