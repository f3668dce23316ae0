package io.bundlebackup.access.oauth;

import io.bundlebackup.access.IssuerSignIn;
import io.bundlebackup.access.SignedTokens;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Reads the settings of the issuer under the names that Spring Security has for them. */
@Configuration(proxyBeanMethods = false)
class OAuthSetup {
    private static final String JWT = "spring.security.oauth2.resourceserver.jwt.";

    @Bean
    SignedTokens signedTokens(
            OAuthProperties settings,
            @Value("${" + JWT + "issuer-uri:}") String issuerUri,
            @Value("${" + JWT + "jwk-set-uri:}") String jwkSetUri,
            @Value("${" + JWT + "audiences:}") List<String> audiences) {
        if (issuerUri.isEmpty() && jwkSetUri.isEmpty()) {
            return SignedTokens.NONE;
        }
        var issuer = Issuer.of(issuerUri, jwkSetUri, audiences);
        var keys = IssuerKeySet.keys(issuer, () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
        return new OAuthCallers(TokenDecoder.of(issuer, keys, InstantSource.system()), settings);
    }

    @Bean
    IssuerSignIn issuerSignIn(
            OAuthProperties settings,
            @Value("${" + JWT + "issuer-uri:}") String issuerUri,
            @Value("${" + JWT + "audiences:}") List<String> audiences) {
        if (settings.clientId().isEmpty()) {
            return new NoSignIn();
        }
        return new CodeSignIn(Issuer.of(issuerUri, "", audiences), settings, InstantSource.system(), System::nanoTime);
    }
}
