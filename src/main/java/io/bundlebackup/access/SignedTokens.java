package io.bundlebackup.access;

import java.util.Optional;

/** Callers by tokens that the service does not know before, because somebody else signs them. Thread-safe. */
public interface SignedTokens {
    /** For a service without an issuer of tokens. */
    SignedTokens NONE = token -> Optional.empty();

    /** The caller of a token; empty if the token is not for this service, or has expired. May wait for the issuer. */
    Optional<Caller> callerOf(String token);
}
