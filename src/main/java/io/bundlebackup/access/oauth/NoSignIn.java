package io.bundlebackup.access.oauth;

import io.bundlebackup.access.IssuerSignIn;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.util.Optional;

/** For a service at which nobody signs in by an issuer. */
final class NoSignIn implements IssuerSignIn {
    @Override
    public Optional<String> host() {
        return Optional.empty();
    }

    @Override
    public Begun begin(String redirectUri) {
        throw notConfigured();
    }

    @Override
    public String finish(String secret, Answer answer) {
        throw notConfigured();
    }

    private static ProblemException notConfigured() {
        return new ProblemException(
                ProblemType.NO_SUCH_RESOURCE,
                "No issuer is configured for signing in (backup.security.oauth.client-id).");
    }
}
