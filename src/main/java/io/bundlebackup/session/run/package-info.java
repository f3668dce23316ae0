/**
 * Live sessions: the queue of bundles and their slots ({@code Slots}), timers and idle sessions by a steady clock ({@code SessionClock}), send
 * rates, the journal, what goes on at a start ({@code Recovery}), and the threads that run the work on bundles ({@code BundleRun}).
 */
@NullMarked
@NamedInterface
package io.bundlebackup.session.run;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
