/** The HTTP side of {@link io.bundlebackup.audit}: entries of requests, and the list of the log's lines. */
@NullMarked
package io.bundlebackup.audit.web;

import org.jspecify.annotations.NullMarked;
