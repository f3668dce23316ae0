/** The HTTP side of {@link io.bundlebackup.access}: bearer tokens, refusals, security headers. */
@NullMarked
package io.bundlebackup.access.web;

import org.jspecify.annotations.NullMarked;
