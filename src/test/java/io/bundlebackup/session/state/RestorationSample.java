package io.bundlebackup.session.state;

import io.bundlebackup.manifest.RawPath;
import java.util.Arrays;

/** What is restored, for tests of other packages. */
public final class RestorationSample {
    private RestorationSample() {}

    public static Restoration of(RestoreMode mode, String... paths) {
        return Restoration.of("a", mode, Arrays.stream(paths).map(RawPath::of).toList());
    }
}
