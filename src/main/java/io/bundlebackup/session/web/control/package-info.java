/** The HTTP side of steering: timer, send rate, priority, cancel. */
@NullMarked
package io.bundlebackup.session.web.control;

import org.jspecify.annotations.NullMarked;
