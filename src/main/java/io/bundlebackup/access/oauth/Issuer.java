package io.bundlebackup.access.oauth;

import io.bundlebackup.problem.StartRefusedException;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The issuer of tokens that the operator trusts. Immutable.
 *
 * @param name as in the claim {@code iss}
 * @param keys where its keys are; null if its discovery document says so
 * @param audiences for whom its tokens have to be, one of these
 */
record Issuer(String name, @Nullable URI keys, List<String> audiences) {
    private static final String PREFIX = "spring.security.oauth2.resourceserver.jwt.";

    /** @throws StartRefusedException if the settings leave a way in that the operator cannot want */
    static Issuer of(String issuerUri, String jwkSetUri, List<String> audiences) {
        if (issuerUri.isEmpty()) {
            throw new StartRefusedException(PREFIX
                    + "issuer-uri is missing: without it the tokens of every issuer with these keys would count.");
        }
        if (audiences.isEmpty()) {
            throw new StartRefusedException(
                    PREFIX + "audiences is missing: without it tokens for other services of the issuer would count.");
        }
        return new Issuer(
                        issuerUri,
                        jwkSetUri.isEmpty() ? null : safe(PREFIX + "jwk-set-uri", jwkSetUri),
                        List.copyOf(audiences))
                .checked();
    }

    private Issuer checked() {
        safe(PREFIX + "issuer-uri", name);
        return this;
    }

    /** Reads the discovery document of OpenID Connect. */
    IssuerHttp.Answer discover() throws IOException, InterruptedException {
        var document = IssuerHttp.get(
                URI.create((name.endsWith("/") ? name : name + "/") + ".well-known/openid-configuration"));
        if (!document.text("issuer").equals(name)) {
            throw new IOException("the discovery document is that of another issuer");
        }
        return document;
    }

    /** An address of the discovery document. */
    static URI endpoint(IssuerHttp.Answer document, String member) throws IOException {
        try {
            var uri = URI.create(document.text(member));
            if (isSafe(uri) && uri.getRawFragment() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(member + " of the discovery document is not a URL", e);
        }
        throw new IOException(member + " of the discovery document does not begin with https://");
    }

    /** Keys and tokens that came over the network in clear text could be anybody's, or anybody could read them. */
    static boolean isSafe(URI uri) {
        var host = uri.getHost();
        return host != null
                && ("https".equals(uri.getScheme())
                        || "http".equals(uri.getScheme())
                                && List.of("127.0.0.1", "localhost", "[::1]").contains(host));
    }

    private static URI safe(String key, String text) {
        try {
            var uri = URI.create(text);
            if (isSafe(uri)) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new StartRefusedException(key + ": '" + text + "' is not a URL.", e);
        }
        throw new StartRefusedException(key + ": '" + text + "' does not begin with https://.");
    }
}
