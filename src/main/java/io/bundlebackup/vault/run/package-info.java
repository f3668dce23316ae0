/**
 * Runs, the work of vaults: {@code Runs} takes orders and tells how runs stand, {@code RunLoop} begins them and sees them end, {@code
 * BackupRuns} makes the session of a backup run.
 */
@NullMarked
@NamedInterface
package io.bundlebackup.vault.run;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
