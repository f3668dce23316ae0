package io.bundlebackup.upload;

/** One bundle of one session. */
record BundleKey(String sessionId, String bundle) {}
