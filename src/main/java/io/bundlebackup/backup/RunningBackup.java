package io.bundlebackup.backup;

import io.bundlebackup.archive.scan.Baseline;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.posix.Directory;

/**
 * A backup that runs: where it reads, where it writes, and what it starts from.
 *
 * @param root the data of the bundle
 * @param staged the files of the bundle in the staging area
 * @param header of its manifests
 */
record RunningBackup(Directory root, StagedBundle staged, ManifestHeader header, Baseline baseline) {}
