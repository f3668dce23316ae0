/** The HTTP side of {@link io.bundlebackup.backup}. */
@NullMarked
package io.bundlebackup.backup.web;

import org.jspecify.annotations.NullMarked;
