package io.bundlebackup.restore.tree;

import io.bundlebackup.archive.tar.TarLimits;
import io.bundlebackup.archive.tree.Workers;
import io.bundlebackup.posix.BackgroundRemoval;
import io.bundlebackup.restore.snapshot.StoredSnapshots;
import io.bundlebackup.session.RestoreSessions;
import io.bundlebackup.upload.Uploads;
import io.bundlebackup.upload.chain.Generations;

/**
 * The collaborators of {@link TreeRestorer}, the same for every bundle.
 *
 * @param snapshots the snapshots that a bundle can be restored from instead of uploads
 * @param allowSetId whether restored files get the set-user-ID and set-group-ID bits that the backup says they have
 */
public record TreeTools(
        Uploads uploads,
        Generations generations,
        StoredSnapshots snapshots,
        RestoreSessions restores,
        Workers workers,
        BackgroundRemoval removal,
        TarLimits limits,
        boolean allowSetId) {}
