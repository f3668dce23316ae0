package io.bundlebackup.backup;

import io.bundlebackup.archive.scan.Baseline;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.posix.Directory;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.work.BundleTask;

/**
 * One backup of one bundle: what all its parts need to know.
 *
 * @param task the bundle, as its session sees it
 * @param root the open directory of its data
 * @param staged the place of its files in the staging area
 * @param header of all manifests of this backup
 * @param baseline what the backup starts from
 */
record Backup(BundleTask task, Directory root, StagedBundle staged, ManifestHeader header, Baseline baseline) {
    BundleId id() {
        return task.id();
    }

    String bundle() {
        return task.bundle().name();
    }
}
