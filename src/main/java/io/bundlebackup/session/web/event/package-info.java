/** The HTTP side of events: pages, server-sent events and WebSockets. */
@NullMarked
package io.bundlebackup.session.web.event;

import org.jspecify.annotations.NullMarked;
