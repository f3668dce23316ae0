/** The HTTP side of {@link io.bundlebackup.bundle}. */
@NullMarked
package io.bundlebackup.bundle.web;

import org.jspecify.annotations.NullMarked;
