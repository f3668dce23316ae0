/** The HTTP side of {@link io.bundlebackup.session}. */
@NullMarked
package io.bundlebackup.session.web;

import org.jspecify.annotations.NullMarked;
