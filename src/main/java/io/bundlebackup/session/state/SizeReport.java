package io.bundlebackup.session.state;

import java.util.List;

/**
 * What the newest size scan of a session has reported so far.
 *
 * @param scaned as the seed spells it: the bundles reported, in the order of the reports
 * @param scanning the bundle being scanned; empty when nothing is scanned any more
 */
public record SizeReport(List<BundleSize> scaned, String scanning) {}
