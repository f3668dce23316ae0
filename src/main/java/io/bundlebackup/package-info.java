/** Bundle Backup: application data backed up and restored over HTTP, after OpenHarmony's {@code file.backup}. */
@NullMarked
package io.bundlebackup;

import org.jspecify.annotations.NullMarked;
