package io.bundlebackup.access.oauth;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The keys of an issuer, read when the first token comes, every five minutes while tokens come, and when a token names an unknown key, but
 * then at most every 30 seconds: strangers choose what a token names. If the issuer does not answer, the keys that are known stay. Thread-safe.
 */
final class IssuerKeys {
    private static final Logger log = LoggerFactory.getLogger(IssuerKeys.class);

    private static final Duration ATMOST = Duration.ofSeconds(5);
    private static final long OLD = TimeUnit.MINUTES.toNanos(5);
    private static final long SOON = TimeUnit.SECONDS.toNanos(30);
    private static final int LARGEST = 1 << 18;
    private static final int MOST_KEYS = 100;

    private final Issuer issuer;
    private final LongSupplier nanos;
    private final ReentrantLock reading = new ReentrantLock();

    /** Keys by their names; of a name that is used twice both. */
    private volatile Map<String, List<VerificationKey>> keys = Map.of();

    private volatile long readAt;
    private volatile boolean tried;

    @GuardedBy("reading")
    private boolean failing;

    IssuerKeys(Issuer issuer, LongSupplier nanos) {
        this.issuer = issuer;
        this.nanos = nanos;
    }

    /** The keys with this name; empty if there are none. */
    List<VerificationKey> named(String name) {
        var age = nanos.getAsLong() - readAt;
        var known = keys.containsKey(name);
        if (!tried || age > OLD || !known && age > SOON) {
            refresh(known);
        }
        return keys.getOrDefault(name, List.of());
    }

    private void refresh(boolean known) {
        // Whoever finds the key does not wait for another's reading.
        if (known ? !reading.tryLock() : !lock()) {
            return;
        }
        try {
            var age = nanos.getAsLong() - readAt;
            if (tried && age < SOON) {
                return;
            }
            keys = read();
            if (failing) {
                failing = false;
                log.info("The keys of the issuer {} can be read again.", issuer.name());
            }
        } catch (IOException | JacksonException | IllegalArgumentException e) {
            if (!failing) {
                failing = true;
                log.warn(
                        "The keys of the issuer {} cannot be read; tokens with keys that are not known are refused: {}",
                        issuer.name(),
                        e.toString());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            readAt = nanos.getAsLong();
            tried = true;
            reading.unlock();
        }
    }

    private boolean lock() {
        try {
            return reading.tryLock(2 * ATMOST.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Map<String, List<VerificationKey>> read() throws IOException, InterruptedException {
        try (var http = HttpClient.newBuilder().connectTimeout(ATMOST).build()) {
            var set = get(http, issuer.keys() == null ? discover(http) : issuer.keys());
            var found = new HashMap<String, List<VerificationKey>>();
            for (var jwk : set.path("keys").values().stream().limit(MOST_KEYS).toList()) {
                VerificationKey.of(jwk)
                        .ifPresent(key -> found.merge(
                                jwk.path("kid").asString(""),
                                List.of(key),
                                (some, more) -> Stream.concat(some.stream(), more.stream())
                                        .toList()));
            }
            return Map.copyOf(found);
        }
    }

    private URI discover(HttpClient http) throws IOException, InterruptedException {
        var document = get(http, issuer.discovery());
        if (!document.path("issuer").asString("").equals(issuer.name())) {
            throw new IOException("the discovery document is that of another issuer");
        }
        var uri = URI.create(document.path("jwks_uri").asString(""));
        if (!Issuer.isSafe(uri)) {
            throw new IOException("jwks_uri does not begin with https://");
        }
        return uri;
    }

    private static JsonNode get(HttpClient http, URI uri) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri)
                .timeout(ATMOST)
                .header("Accept", "application/json")
                .build();
        var answer = http.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST));
        if (answer.statusCode() != 200) {
            throw new IOException(uri + " answered " + answer.statusCode());
        }
        return JsonMapper.shared().readTree(answer.body());
    }
}
