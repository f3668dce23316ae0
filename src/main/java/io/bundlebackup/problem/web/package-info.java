/**
 * Problems on the wire: the only place that knows HTTP statuses. Also the edge to Tomcat: connections, and refusals before Spring sees a
 * request.
 */
@NullMarked
@NamedInterface("web")
package io.bundlebackup.problem.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
