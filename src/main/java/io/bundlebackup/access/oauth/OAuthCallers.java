package io.bundlebackup.access.oauth;

import io.bundlebackup.access.Authority;
import io.bundlebackup.access.Caller;
import io.bundlebackup.access.Credential;
import io.bundlebackup.access.SignedTokens;
import io.bundlebackup.limits.Limits;
import io.bundlebackup.limits.NamePatterns;
import io.bundlebackup.limits.Shares;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Finds callers by signed tokens (JWT, RFC 7519 and 8725) of the configured issuer. Their names begin with {@code oauth:}, which no configured caller's
 * name can contain, so that no issuer can make a token for {@code operator}. Thread-safe.
 */
final class OAuthCallers implements SignedTokens {
    private static final String PREFIX = "oauth:";

    /** How much clocks may differ. */
    private static final Duration SKEW = Duration.ofSeconds(60);

    /** Epoch seconds beyond which a time is an error. */
    private static final double LATEST = 1e11;

    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+)");
    private static final Pattern NAME = Pattern.compile("[!-~]{1,128}");

    private final Issuer issuer;
    private final IssuerKeys keys;
    private final OAuthProperties settings;
    private final InstantSource clock;

    OAuthCallers(Issuer issuer, IssuerKeys keys, OAuthProperties settings, InstantSource clock) {
        this.issuer = issuer;
        this.keys = keys;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public Optional<Caller> callerOf(String token) {
        var parts = FORM.matcher(token);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            var head = read(parts.group(1));
            if (!head.path("crit").isMissingNode() || !isSigned(token, head, parts.group(3))) {
                return Optional.empty();
            }
            return caller(read(parts.group(2)));
        } catch (JacksonException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static JsonNode read(String part) {
        return JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(part));
    }

    private boolean isSigned(String token, JsonNode head, String signature) {
        var algorithm = head.path("alg").asString("");
        var signed = token.substring(0, token.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII);
        var bytes = Base64.getUrlDecoder().decode(signature);
        return keys.named(head.path("kid").asString("")).stream()
                .anyMatch(key -> key.verifies(algorithm, signed, bytes));
    }

    private Optional<Caller> caller(JsonNode claims) {
        var now = clock.instant();
        var ends = time(claims, "exp");
        var begins = time(claims, "nbf");
        var name = claims.path(settings.nameClaim()).asString("");
        if (!issuer.name().equals(claims.path("iss").asString(""))
                || texts(claims, "aud", false).noneMatch(issuer.audiences()::contains)
                || ends == null
                || !now.isBefore(ends.plus(SKEW))
                || begins != null && now.isBefore(begins.minus(SKEW))
                || !NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        var authorities = EnumSet.noneOf(Authority.class);
        texts(claims, settings.scopeClaim(), true)
                .forEach(scope -> Authority.of(scope).ifPresent(authorities::add));
        return Optional.of(
                new Caller(PREFIX + name, authorities, limits(claims), new Credential(null, ends.plus(SKEW))));
    }

    private Limits limits(JsonNode claims) {
        var bundles = settings.bundlesClaim();
        var types = settings.sessionTypesClaim();
        return new Limits(
                bundles.isEmpty()
                        ? NamePatterns.ALL
                        : new NamePatterns(texts(claims, bundles, true)
                                .filter(NamePatterns::isPattern)
                                .toList()),
                types.isEmpty()
                        ? Limits.SESSION_TYPES
                        : texts(claims, types, true)
                                .filter(Limits.SESSION_TYPES::contains)
                                .collect(Collectors.toSet()),
                Shares.UNLIMITED);
    }

    private static @Nullable Instant time(JsonNode claims, String name) {
        var value = claims.path(name);
        return value.isNumber() && value.asDouble() >= 0 && value.asDouble() < LATEST
                ? Instant.ofEpochSecond((long) value.asDouble())
                : null;
    }

    /** A claim that is a text or a list of texts. */
    private static Stream<String> texts(JsonNode claims, String name, boolean words) {
        var value = claims.path(name);
        if (value.isString()) {
            return words ? Stream.of(value.asString().trim().split("\\s+")) : Stream.of(value.asString());
        }
        return value.isArray() ? value.values().stream().map(each -> each.asString("")) : Stream.of();
    }
}
