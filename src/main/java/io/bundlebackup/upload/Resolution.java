package io.bundlebackup.upload;

import io.bundlebackup.manifest.RawPath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest generation's manifest, with a carrier for each line that had none, as far as older generations know one.
 *
 * @param of the manifests that it was made from, as {@link Chain#files} has them
 * @param file the name of the manifest that was made; what it names is counted as for those that were uploaded
 * @param open how many lines are still without
 * @param firstOpen the first of them
 */
record Resolution(
        List<String> of, String file, long open, @Nullable RawPath firstOpen) {
    boolean isOf(Chain chain) {
        return of.equals(chain.files());
    }
}
