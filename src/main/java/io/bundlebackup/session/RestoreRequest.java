package io.bundlebackup.session;

/**
 * What a client says of a bundle that it appends to a restore session.
 *
 * @param target the bundle that is to get the data
 * @param allowDowngrade whether data of a newer version than the installed one may be restored
 */
public record RestoreRequest(String target, RestoreMode mode, boolean allowDowngrade) {}
