/** The HTTP side of {@link io.bundlebackup.restore}. */
@NullMarked
package io.bundlebackup.restore.web;

import org.jspecify.annotations.NullMarked;
