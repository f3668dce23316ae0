package io.bundlebackup.session;

import io.bundlebackup.session.state.SessionState;
import io.bundlebackup.session.state.SessionType;
import org.jspecify.annotations.Nullable;

/** Which sessions to list; {@code null} does not narrow. */
public record SessionFilter(
        @Nullable SessionState state,
        @Nullable SessionType type,
        @Nullable String bundleName) {}
