package io.bundlebackup.access.oauth;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.CachingJWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetBasedJWKSource;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetRetrievalException;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetSourceWrapper;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.OutageTolerantJWKSetSource;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the keys of an issuer, at most every 30 seconds: strangers choose which key a token names. Nimbus keeps the keys for five minutes, and
 * for twelve hours if the issuer does not answer. Nimbus calls this object with a lock.
 */
final class IssuerKeySet implements JWKSetSource<SecurityContext> {
    private static final Logger log = LoggerFactory.getLogger(IssuerKeySet.class);

    private static final long OLD = TimeUnit.MINUTES.toMillis(5);
    private static final long OUTAGE = TimeUnit.HOURS.toMillis(12);
    private static final long SOON = TimeUnit.SECONDS.toMillis(30);
    private static final long PATIENCE = TimeUnit.SECONDS.toMillis(10);
    private static final int MOST_KEYS = 100;
    private static final int SHORTEST_RSA = 2_048;

    private final Issuer issuer;
    private boolean asked;
    private long askedAt;
    private boolean failing;

    private IssuerKeySet(Issuer issuer) {
        this.issuer = issuer;
    }

    /** @param millis a clock that never jumps; the wall clock, which Nimbus takes, does */
    static JWKSource<SecurityContext> keys(Issuer issuer, LongSupplier millis) {
        var tolerant = new OutageTolerantJWKSetSource<>(new IssuerKeySet(issuer), OUTAGE, null);
        var kept = new CachingJWKSetSource<>(tolerant, OLD, PATIENCE, null);
        return new JWKSetBasedJWKSource<>(new JWKSetSourceWrapper<>(kept) {
            @Override
            public JWKSet getJWKSet(
                    JWKSetCacheRefreshEvaluator evaluator, long wallClock, @Nullable SecurityContext context)
                    throws KeySourceException {
                return getSource().getJWKSet(evaluator, millis.getAsLong(), context);
            }
        });
    }

    @Override
    public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator evaluator, long now, @Nullable SecurityContext context)
            throws KeySourceException {
        if (asked && now - askedAt < SOON) {
            throw new RateLimitReachedException();
        }
        asked = true;
        askedAt = now;
        try {
            var keys = read();
            if (failing) {
                failing = false;
                log.info("The keys of the issuer {} can be read again.", issuer.name());
            }
            return keys;
        } catch (IOException e) {
            if (!failing) {
                failing = true;
                log.warn(
                        "The keys of the issuer {} cannot be read; tokens with keys that are not known are refused: {}",
                        issuer.name(),
                        e.toString());
            }
            throw new JWKSetRetrievalException("The keys of the issuer cannot be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JWKSetRetrievalException("The keys of the issuer were not waited for", e);
        }
    }

    private JWKSet read() throws IOException, InterruptedException {
        var set =
                IssuerHttp.get(issuer.keys() == null ? Issuer.endpoint(issuer.discover(), "jwks_uri") : issuer.keys());
        var keys = set.json().get("keys") instanceof List<?> all ? all : List.of();
        return new JWKSet(keys.stream()
                .limit(MOST_KEYS)
                .flatMap(each -> key(each).stream())
                .toList());
    }

    /** An entry that is no key, or a weak key, is no reason to distrust the others. */
    @SuppressWarnings("unchecked")
    private static Optional<JWK> key(Object entry) {
        try {
            return entry instanceof Map<?, ?> members
                    ? Optional.of(JWK.parse((Map<String, Object>) members)).filter(IssuerKeySet::counts)
                    : Optional.empty();
        } catch (ParseException | IllegalArgumentException | IllegalStateException e) {
            return Optional.empty();
        }
    }

    private static boolean counts(JWK key) {
        return key instanceof ECKey || key instanceof RSAKey && key.size() >= SHORTEST_RSA;
    }

    @Override
    public void close() {}
}
