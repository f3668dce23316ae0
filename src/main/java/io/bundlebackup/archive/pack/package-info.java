/** Packs the entries of a scan: parts of small files, separate big files, and further lines of the manifest. */
@NullMarked
@NamedInterface
package io.bundlebackup.archive.pack;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
