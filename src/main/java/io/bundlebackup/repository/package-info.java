/**
 * Repositories in restic's format, version 2: content that is stored once, sealed and found by its SHA-256. {@code blob} has the terms that
 * all rooms share, {@code crypto} keys and seals, {@code place} where the files of a repository lie, {@code pack} packs and their index,
 * {@code tree} directories, files and snapshots. Knows nothing of sessions and bundles.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"posix"})
package io.bundlebackup.repository;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
