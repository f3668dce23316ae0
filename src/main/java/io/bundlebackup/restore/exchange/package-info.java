/** Puts a new tree in place of the present one, at once or by a journal, and keeps earlier states. */
@NullMarked
@NamedInterface
package io.bundlebackup.restore.exchange;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
