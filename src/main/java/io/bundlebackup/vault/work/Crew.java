package io.bundlebackup.vault.work;

import io.bundlebackup.archive.tree.Workers;

/**
 * The threads that make a snapshot.
 *
 * @param readers read files, and may wait for savers; shared by all bundles
 * @param savers store blobs and never wait for another thread
 */
record Crew(Workers readers, Workers savers) {}
