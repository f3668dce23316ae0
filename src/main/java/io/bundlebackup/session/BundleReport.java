package io.bundlebackup.session;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was and was not done for a bundle: a page of what failed, and how it ended.
 *
 * @param bundle as it stood when the page was read; what failed until then is known, all of it once the bundle has ended
 * @param failed in the order in which it was found
 * @param next what to pass as {@code after} for the next page; {@code null} if nothing follows yet
 */
public record BundleReport(
        BundleSnapshot bundle,
        List<FailedFile> failed,
        @Nullable Long next) {}
