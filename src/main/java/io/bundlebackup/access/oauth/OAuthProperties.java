package io.bundlebackup.access.oauth;

import io.bundlebackup.access.ShareSettings;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the claims of a signed token say of its caller ({@code backup.security.oauth}). The issuer itself is configured by the names of Spring
 * Security: {@code spring.security.oauth2.resourceserver.jwt}.
 *
 * @param nameClaim names the caller; it has to be unique, and never given to another person
 * @param scopeClaim has the authorities, as text with spaces or as a list
 * @param bundlesClaim has patterns of the bundles that the caller reaches; a token without this claim reaches none. Empty: callers reach all
 * @param sessionTypesClaim has the types of sessions that the caller may create, in the same way
 * @param clientId as which client the service is registered at the issuer, for people who sign in with a browser; empty: nobody does
 * @param scopes what the service asks the issuer for when a person signs in
 * @param limits the share of each caller on its own
 */
@ConfigurationProperties("backup.security.oauth")
record OAuthProperties(
        @DefaultValue("sub") String nameClaim,
        @DefaultValue("scope") String scopeClaim,
        @DefaultValue("") String bundlesClaim,
        @DefaultValue("") String sessionTypesClaim,
        @DefaultValue("") String clientId,

        @DefaultValue({"backup", "system", "vault", "vault-admin"})
        List<String> scopes,

        @DefaultValue ShareSettings limits) {
    private static final Pattern CLIENT = Pattern.compile("[ -~]{0,200}");
    private static final Pattern SCOPE = Pattern.compile("[!#-\\[\\]-~]{1,200}");

    OAuthProperties {
        scopes = List.copyOf(scopes);
        if (!CLIENT.matcher(clientId).matches()) {
            throw new IllegalArgumentException(
                    "backup.security.oauth.client-id must be at most 200 visible ASCII characters.");
        }
        for (var scope : scopes) {
            if (!SCOPE.matcher(scope).matches()) {
                throw new IllegalArgumentException("backup.security.oauth.scopes: '" + scope + "' is not a scope.");
            }
        }
        limits.check("backup.security.oauth.limits");
    }
}
