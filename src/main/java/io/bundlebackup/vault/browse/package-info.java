/** Looks into snapshots: directories, files, archives of several files, and what differs between two snapshots. */
@NullMarked
@NamedInterface
package io.bundlebackup.vault.browse;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
