package io.bundlebackup.restore;

/** One bundle of one session. */
record BundleKey(String sessionId, String bundle) {}
