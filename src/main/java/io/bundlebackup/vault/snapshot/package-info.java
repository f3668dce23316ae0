/**
 * The snapshots that vaults keep: {@code Repositories} opens the repositories of bundles, {@code SnapshotCatalog} knows what is in them and
 * what callers have said of it.
 */
@NullMarked
package io.bundlebackup.vault.snapshot;

import org.jspecify.annotations.NullMarked;
