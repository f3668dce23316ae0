/** Live sessions: the queue of bundles, slots, timers, send rate, the journal, and the threads that run a bundle's work. */
@NullMarked
@NamedInterface
package io.bundlebackup.session.run;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
