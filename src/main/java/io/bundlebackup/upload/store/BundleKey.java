package io.bundlebackup.upload.store;

/** One bundle of one session. */
public record BundleKey(String sessionId, String bundle) {}
