package io.bundlebackup.session;

import io.bundlebackup.bundle.RemoteCapabilities;
import io.bundlebackup.session.state.SessionType;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client says of a session that it creates.
 *
 * @param idleTimeout how long it may lie unused; the configured maximum if absent
 * @param bundles appended at once; none if empty
 * @param remote of a restore that appends at once
 */
public record NewSession(
        SessionType type,
        @Nullable Duration idleTimeout,
        List<BundleRequest> bundles,
        @Nullable RemoteCapabilities remote) {}
