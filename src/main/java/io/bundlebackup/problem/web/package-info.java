/**
 * Problems on the wire: the only place that knows HTTP statuses. Also the edge to Tomcat: connections, and what is refused before a
 * request is one.
 */
@NullMarked
@NamedInterface("web")
package io.bundlebackup.problem.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
