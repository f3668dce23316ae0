package io.bundlebackup.session.state;

import io.bundlebackup.manifest.RawPath;
import java.util.Arrays;

/** What is restored, for tests of other packages. */
public final class RestoreStateSample {
    private RestoreStateSample() {}

    public static RestoreState of(RestoreMode mode, String... paths) {
        return RestoreState.of("a", mode, Arrays.stream(paths).map(RawPath::of).toList());
    }

    public static RestoreState published(RestoreState restore, Publication publication) {
        return restore.with(publication);
    }
}
