package io.bundlebackup.access;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Signs a person in at an issuer of OAuth 2: authorization code with PKCE (RFC 7636, RFC 9700). The service is the client of the issuer, so
 * neither the verifier nor a token reaches a script of a page. Thread-safe.
 */
public interface IssuerSignIn {
    /** How long a person may take at the issuer. */
    Duration PATIENCE = Duration.ofMinutes(10);

    /**
     * A sign-in that has begun.
     *
     * @param location where the browser goes
     * @param secret for a cookie; the answer of the issuer counts only together with it
     */
    record Begun(String location, String secret) {}

    /**
     * The answer of the issuer, as it came back with the browser.
     *
     * @param issuer the parameter {@code iss} of RFC 9207; null if the answer has none
     * @param redirectUri the address to which the browser came back
     */
    record Answer(String code, String state, @Nullable String issuer, String redirectUri) {}

    /** The host of the issuer; empty if nobody can sign in at an issuer. */
    Optional<String> host();

    /**
     * Begins a sign-in. May wait for the issuer.
     *
     * @throws io.bundlebackup.problem.ProblemException {@code issuer-unavailable}, {@code no-such-resource} without an issuer
     */
    Begun begin(String redirectUri);

    /**
     * Exchanges the code for an access token, which is not checked yet. Waits for the issuer.
     *
     * @return the token
     * @throws io.bundlebackup.problem.ProblemException {@code unauthenticated} if the answer does not belong to the secret, or the issuer does not
     *     accept the code; {@code issuer-unavailable}, {@code too-many-requests}, {@code no-such-resource} without an issuer
     */
    String finish(String secret, Answer answer);
}
