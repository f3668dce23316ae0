/** The work that a session runs for a bundle, as backups and restores implement it. */
@NullMarked
@NamedInterface
package io.bundlebackup.session.work;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
