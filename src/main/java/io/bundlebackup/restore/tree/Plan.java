package io.bundlebackup.restore.tree;

import io.bundlebackup.manifest.DeliveredName;
import io.bundlebackup.manifest.ManifestIndex;
import io.bundlebackup.upload.chain.Generation;
import org.jspecify.annotations.Nullable;

/**
 * What the new tree shall be.
 *
 * @param manifest of the newest generation, or made from tars that came without any
 * @param generation whose manifest it is; null if it was made from tars
 */
record Plan(ManifestIndex manifest, @Nullable Generation generation) {
    /** Whether a delivered file is a tar of entries, rather than one file's content. */
    boolean isPart(String fileName) {
        return generation == null || DeliveredName.isPart(fileName);
    }

    /** Whether this is the plan by that manifest. */
    boolean isOf(Generation newest) {
        return generation != null && generation.manifest().equals(newest.manifest());
    }
}
