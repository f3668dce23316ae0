package io.bundlebackup.vault.run;

import org.jspecify.annotations.Nullable;

/** Which runs a list has; what is absent does not count. */
public record RunFilter(
        @Nullable String vault,
        @Nullable RunKind kind,
        @Nullable RunState state,
        @Nullable String bundleName) {}
