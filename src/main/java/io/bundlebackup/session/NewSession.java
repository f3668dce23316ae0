package io.bundlebackup.session;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client says of a session that it creates.
 *
 * @param idleTimeout how long it may lie unused; the configured maximum if absent
 * @param bundles appended at once; none if empty
 */
public record NewSession(SessionType type, @Nullable Duration idleTimeout, List<BundleRequest> bundles) {}
