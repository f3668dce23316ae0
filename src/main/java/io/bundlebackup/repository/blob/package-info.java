/** Blobs, the pieces of content of which a repository consists, and how they are read and stored. */
@NullMarked
@NamedInterface
package io.bundlebackup.repository.blob;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
