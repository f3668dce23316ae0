package io.bundlebackup.access;

import java.time.Instant;

/**
 * What a caller came with, as far as it has to be known afterwards: streams and downloads end when it is no longer valid.
 *
 * @param id tells the credentials of one caller apart; not a secret
 * @param expires when it ends by the wall clock; {@link Instant#MAX} if it does not
 */
public record Credential(String id, Instant expires) {
    /** Of a caller that no token stands for. */
    public static final Credential ENDLESS = new Credential("", Instant.MAX);

    /** Whether it has ended by time. */
    public boolean expired(Instant now) {
        return !now.isBefore(expires);
    }
}
