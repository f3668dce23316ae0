package io.bundlebackup.session.state;

import org.jspecify.annotations.Nullable;

/**
 * A file that a backup delivers: a part, a big file, or the index.
 *
 * @param uri its name, {@code [A-Za-z0-9_.]{1,255}}
 * @param kind what it is
 * @param size bytes
 * @param sha256 lower-case hex, of the bytes delivered
 * @param manifestSha256 of its manifest
 * @param files regular files of the application that it carries; one with several names counts with each
 * @param bytes their content, which several names share
 * @param origin opaque to sessions: where the content is to be found again
 */
public record DeliveredFile(
        String uri,
        FileKind kind,
        long size,
        String sha256,
        String manifestSha256,
        long files,
        long bytes,
        @Nullable String origin) {}
