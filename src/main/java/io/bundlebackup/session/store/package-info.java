/** The database: rows of sessions, bundles, files, events and kept answers, and what is forgotten after a while. */
@NullMarked
@NamedInterface
package io.bundlebackup.session.store;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
