/** What a session and its bundles are: snapshots, states, and the table of transitions with the events that each emits. No I/O. */
@NullMarked
@NamedInterface
package io.bundlebackup.session.state;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
