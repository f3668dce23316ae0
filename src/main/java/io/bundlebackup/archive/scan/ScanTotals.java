package io.bundlebackup.archive.scan;

import org.jspecify.annotations.Nullable;

/**
 * Numbers that a scan counted.
 *
 * @param files regular files; a file with several names counts once for each name
 * @param bytes content to deliver. The content of a small file with several names counts once for each part that carries the
 *     file; the content of a big file counts once
 * @param specials sockets, fifos and devices, which are not backed up
 * @param firstSpecial path of the first of them, as text
 * @param firstBackup path of the first directory, as text, that holds a backup made by a client of this service
 */
public record ScanTotals(
        long files,
        long bytes,
        long specials,
        @Nullable String firstSpecial,
        @Nullable String firstBackup) {}
