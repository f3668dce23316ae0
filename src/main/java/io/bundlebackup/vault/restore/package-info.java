/** Restores from snapshots of vaults: gives restores the manifest and the content of a snapshot. */
@NullMarked
package io.bundlebackup.vault.restore;

import org.jspecify.annotations.NullMarked;
