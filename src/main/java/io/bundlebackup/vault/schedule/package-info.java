/** Schedules: which bundles are backed up into which vault, when, and for how long the snapshots stay. */
@NullMarked
@NamedInterface
package io.bundlebackup.vault.schedule;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
