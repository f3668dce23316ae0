/** The work on one bundle: scans its data, stores what changed, and builds the trees of a snapshot. Knows no session. */
@NullMarked
@NamedInterface
package io.bundlebackup.vault.work;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
