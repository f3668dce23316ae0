package io.bundlebackup.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a caller came with, as far as it has to be known afterwards: streams and downloads end when it is no longer valid.
 *
 * @param token which of the service's tokens it is, by the begin of its hash; null if it proves itself, as a signed token does
 * @param expires when it ends by the wall clock; {@link Instant#MAX} if it does not
 */
public record Credential(@Nullable String token, Instant expires) {
    /** Whether it has ended by time. */
    public boolean expired(Instant now) {
        return !now.isBefore(expires);
    }
}
