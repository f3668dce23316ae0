/** Problems on the wire: the only place that knows HTTP statuses. */
@NullMarked
@NamedInterface("web")
package io.bundlebackup.problem.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
