package io.bundlebackup.upload.chain;

import io.bundlebackup.manifest.ManifestHeader;
import java.nio.file.Path;

/**
 * The manifest that an incremental backup starts from.
 *
 * @param file version 2.0, checked; exists until it is discarded
 * @param header its header; generated here if it was uploaded as version 1.0
 * @param newestEpoch the largest number that a {@code fileName} in it begins with ({@code <digits>_}), 0 if none does
 */
public record PreviousManifest(Path file, ManifestHeader header, long newestEpoch) {}
