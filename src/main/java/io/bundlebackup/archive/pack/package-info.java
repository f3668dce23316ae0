/** Packs what a scan listed: parts of small files, big files of their own, and the lines that the manifest needs besides. */
@NullMarked
@NamedInterface
package io.bundlebackup.archive.pack;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
