/** Reads and writes tar streams: ustar, pax and GNU headers, sparse files, and the limits of what is accepted. */
@NullMarked
@NamedInterface
package io.bundlebackup.archive.tar;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
