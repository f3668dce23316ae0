package io.bundlebackup.access.oauth;

import io.bundlebackup.access.ShareSettings;
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
 * @param limits the share of each caller on its own
 */
@ConfigurationProperties("backup.security.oauth")
record OAuthProperties(
        @DefaultValue("sub") String nameClaim,
        @DefaultValue("scope") String scopeClaim,
        @DefaultValue("") String bundlesClaim,
        @DefaultValue("") String sessionTypesClaim,
        @DefaultValue ShareSettings limits) {
    OAuthProperties {
        limits.check("backup.security.oauth.limits");
    }
}
