/** Bundle Backup: backs up and restores application data over HTTP, after OpenHarmony's {@code file.backup}. */
@NullMarked
package io.bundlebackup;

import org.jspecify.annotations.NullMarked;
