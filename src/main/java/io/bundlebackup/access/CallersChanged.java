package io.bundlebackup.access;

import java.util.List;

/**
 * Published when the callers of the configuration have changed while the service runs.
 *
 * @param changes a sentence part for each caller, such as {@code alice was removed}
 */
public record CallersChanged(List<String> changes) {}
