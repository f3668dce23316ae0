/** Packs of sealed blobs, and the index that says where each blob lies. */
@NullMarked
@NamedInterface
package io.bundlebackup.repository.pack;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
