/** Runs the commands of an application before, during and after a backup or restore, and reads their output. */
@NullMarked
@NamedInterface
package io.bundlebackup.bundle.command;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
