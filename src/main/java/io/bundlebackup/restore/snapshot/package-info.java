/** What a restore needs of a snapshot that is stored elsewhere than in uploads; implemented by the vaults. */
@NullMarked
@NamedInterface
package io.bundlebackup.restore.snapshot;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
