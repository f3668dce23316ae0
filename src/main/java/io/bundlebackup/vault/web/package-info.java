/** The HTTP side of vaults: vaults, snapshots and runs. */
@NullMarked
package io.bundlebackup.vault.web;

import org.jspecify.annotations.NullMarked;
