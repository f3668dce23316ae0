package io.bundlebackup.session.state;

/**
 * Names one bundle of one session.
 *
 * @param name the bundle, as it was appended; a restore may put its data into another one ({@link BundleSnapshot#target})
 */
public record BundleId(String sessionId, String name) {}
