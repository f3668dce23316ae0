package io.bundlebackup.session.work;

/**
 * An entry of the application's data that could not be taken into a delivered file. Immutable.
 *
 * @param path as in the manifest
 * @param reason for the report
 */
public record NotTaken(String path, String reason) {}
