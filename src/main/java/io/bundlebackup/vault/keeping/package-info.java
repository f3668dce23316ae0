/** Keeps and removes the snapshots of vaults by the rules of their schedules, and says which bundles are overdue. */
@NullMarked
@NamedInterface
package io.bundlebackup.vault.keeping;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
