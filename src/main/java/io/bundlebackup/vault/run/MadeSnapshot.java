package io.bundlebackup.vault.run;

import java.util.UUID;

/**
 * A snapshot that a run has made.
 *
 * @param snapshotId the generation of its manifest
 * @param resticId the name that restic shows
 * @param complete whether nothing failed
 * @param figures what the run has read and stored
 */
public record MadeSnapshot(UUID snapshotId, String resticId, boolean complete, RunFigures figures) {}
