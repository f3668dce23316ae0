package io.bundlebackup.session.state;

import java.util.List;

/**
 * What the newest size scan of a session has reported so far.
 *
 * @param scaned the bundles reported, in the order of the reports; spelt as in OpenHarmony
 * @param scanning the bundle being scanned; empty when nothing is scanned any more
 */
public record SizeReport(List<BundleSize> scaned, String scanning) {}
