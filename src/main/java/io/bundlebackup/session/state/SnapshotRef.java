package io.bundlebackup.session.state;

import java.util.UUID;

/**
 * A snapshot that a bundle is restored from.
 *
 * @param vault the name of the vault; the vault may be gone meanwhile
 * @param snapshotId the generation of the snapshot's manifest
 */
public record SnapshotRef(String vault, UUID snapshotId) {}
