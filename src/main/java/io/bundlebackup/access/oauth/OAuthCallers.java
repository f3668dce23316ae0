package io.bundlebackup.access.oauth;

import io.bundlebackup.access.Authority;
import io.bundlebackup.access.Caller;
import io.bundlebackup.access.Credential;
import io.bundlebackup.access.SignedTokens;
import io.bundlebackup.limits.Limits;
import io.bundlebackup.limits.NamePatterns;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;

/**
 * Finds callers by signed tokens (JWT) of the configured issuer. Their names begin with {@code oauth:}, which no configured caller's
 * name can contain, so that no issuer can make a token for {@code operator}. Thread-safe.
 */
final class OAuthCallers implements SignedTokens {
    private static final String PREFIX = "oauth:";
    private static final Pattern NAME = Pattern.compile("[!-~]{1,128}");

    private final JwtDecoder decoder;
    private final OAuthProperties settings;

    OAuthCallers(JwtDecoder decoder, OAuthProperties settings) {
        this.decoder = decoder;
        this.settings = settings;
    }

    @Override
    public Optional<Caller> callerOf(String token) {
        try {
            return caller(decoder.decode(token));
        } catch (JwtException e) {
            return Optional.empty();
        }
    }

    private Optional<Caller> caller(Jwt token) {
        var ends = token.getExpiresAt();
        if (ends == null
                || !(token.getClaim(settings.nameClaim()) instanceof String name)
                || !NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        var authorities = EnumSet.noneOf(Authority.class);
        texts(token, settings.scopeClaim()).forEach(scope -> Authority.of(scope).ifPresent(authorities::add));
        return Optional.of(new Caller(
                PREFIX + name, authorities, limits(token), new Credential(null, ends.plus(TokenDecoder.SKEW))));
    }

    private Limits limits(Jwt token) {
        var bundles = settings.bundlesClaim();
        var types = settings.sessionTypesClaim();
        return new Limits(
                bundles.isEmpty()
                        ? NamePatterns.ALL
                        : new NamePatterns(texts(token, bundles)
                                .filter(NamePatterns::isPattern)
                                .toList()),
                types.isEmpty()
                        ? Limits.SESSION_TYPES
                        : texts(token, types)
                                .filter(Limits.SESSION_TYPES::contains)
                                .collect(Collectors.toSet()),
                settings.limits().shares());
    }

    /** A claim that is a text with spaces or a list of texts. */
    private static Stream<String> texts(Jwt token, String claim) {
        return switch (token.getClaims().get(claim)) {
            case String words -> Stream.of(words.trim().split("\\s+"));
            case Collection<?> all ->
                all.stream().filter(String.class::isInstance).map(String.class::cast);
            case null, default -> Stream.of();
        };
    }
}
