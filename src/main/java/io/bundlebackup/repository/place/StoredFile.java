package io.bundlebackup.repository.place;

/**
 * A file that a listing found.
 *
 * @param size in bytes
 */
public record StoredFile(FileName name, long size) {}
