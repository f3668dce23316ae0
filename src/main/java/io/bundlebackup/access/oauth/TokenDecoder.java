package io.bundlebackup.access.oauth;

import static org.springframework.security.oauth2.jose.jws.SignatureAlgorithm.*;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.SecurityContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** Spring Security's decoder of signed tokens, with what has to hold for a token here: RFC 8725, RFC 9068. */
final class TokenDecoder {
    /** How much clocks may differ. */
    static final Duration SKEW = Duration.ofSeconds(60);

    /** An end beyond this is an error, such as a time in milliseconds. */
    private static final Instant LATEST = Instant.ofEpochSecond(100_000_000_000L);

    /** With public keys only, so that nobody can sign with what the issuer publishes. */
    private static final Set<SignatureAlgorithm> ALGORITHMS =
            Set.of(RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512);

    /** Issuers before RFC 9068 say {@code JWT}, or nothing. Tokens for other purposes name them here. */
    private static final DefaultJOSEObjectTypeVerifier<SecurityContext> TYPES = new DefaultJOSEObjectTypeVerifier<>(
            new JOSEObjectType("at+jwt"), new JOSEObjectType("application/at+jwt"), JOSEObjectType.JWT, null);

    private TokenDecoder() {}

    static JwtDecoder of(Issuer issuer, JWKSource<SecurityContext> keys, InstantSource clock) {
        var times = new JwtTimestampValidator(SKEW);
        times.setClock(clock.withZone(ZoneOffset.UTC));
        var decoder = NimbusJwtDecoder.withJwkSource(keys)
                .jwsAlgorithms(algorithms -> algorithms.addAll(ALGORITHMS))
                .jwtProcessorCustomizer(processor -> processor.setJWSTypeVerifier(TYPES))
                .build();
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(List.of(
                times,
                new JwtIssuerValidator(issuer.name()),
                new JwtClaimValidator<Collection<String>>(
                        "aud", names -> names != null && names.stream().anyMatch(issuer.audiences()::contains)),
                new JwtClaimValidator<Instant>("exp", end -> end != null && end.isBefore(LATEST)),
                nothingCritical())));
        return decoder;
    }

    /** No extension of the header is known here, so none that the issuer demands can be obeyed. */
    private static OAuth2TokenValidator<Jwt> nothingCritical() {
        return token -> token.getHeaders().containsKey("crit")
                ? OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_token"))
                : OAuth2TokenValidatorResult.success();
    }
}
