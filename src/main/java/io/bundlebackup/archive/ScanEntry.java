package io.bundlebackup.archive;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.posix.Stat;
import org.jspecify.annotations.Nullable;

/**
 * One entry as the scan saw it.
 *
 * @param link the text of a symbolic link, null for everything else
 */
public record ScanEntry(RawPath path, Stat stat, byte @Nullable [] link) {}
