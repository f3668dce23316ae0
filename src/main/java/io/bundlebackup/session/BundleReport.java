package io.bundlebackup.session;

import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.FailedFile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was and was not done for a bundle: a page of what failed, and how it ended.
 *
 * @param bundle as it stood when the page was read; what failed until then is known, all of it once the bundle has ended
 * @param failed in the order in which it was found; after a dry run all of it comes before the first change
 * @param changes of a restore that was only tried: what it would do, in the order of paths
 * @param next what to pass as {@code after} for the next page; {@code null} if nothing follows yet
 */
public record BundleReport(
        BundleSnapshot bundle,
        List<FailedFile> failed,
        List<FoundChange> changes,
        @Nullable Long next) {
    /** A row of what a dry run found. */
    public record FoundChange(long number, String path, String kind) {
        /** Whether the path is percent-encoded; one with a percent sign of its own always is. */
        public boolean pathEncoded() {
            return path.indexOf('%') >= 0;
        }
    }
}
