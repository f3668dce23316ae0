package io.bundlebackup.restore.tree;

import io.bundlebackup.archive.tar.TarLimits;
import io.bundlebackup.archive.tree.Workers;
import io.bundlebackup.posix.BackgroundRemoval;
import io.bundlebackup.session.RestoreSessions;
import io.bundlebackup.upload.Uploads;
import io.bundlebackup.upload.chain.Generations;

/**
 * The collaborators of {@link TreeRestorer}, the same for every bundle.
 *
 * @param allowSetId whether restored files get the set-user-ID and set-group-ID bits that the backup says they have
 */
public record TreeTools(
        Uploads uploads,
        Generations generations,
        RestoreSessions restores,
        Workers workers,
        BackgroundRemoval removal,
        TarLimits limits,
        boolean allowSetId) {}
