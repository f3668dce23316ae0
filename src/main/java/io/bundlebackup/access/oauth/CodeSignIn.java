package io.bundlebackup.access.oauth;

import io.bundlebackup.access.IssuerSignIn;
import io.bundlebackup.limits.Pace;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs a person in by a code of the issuer. Nothing is kept between the two steps: the cookie has a random secret, from which the state
 * and the verifier come by a key of this process. Strangers cause requests to the issuer, so these are few at a time and in a second.
 */
final class CodeSignIn implements IssuerSignIn {
    private static final Logger log = LoggerFactory.getLogger(CodeSignIn.class);

    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{43}\\.([0-9]{1,12})");
    private static final Pattern ERROR = Pattern.compile("[a-z_]{1,40}");
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final int AT_ONCE = 4;
    private static final int PER_SECOND = 5;
    private static final int LONGEST_TOKEN = 8_192;
    private static final Duration LATER = Duration.ofSeconds(5);

    private final Issuer issuer;
    private final OAuthProperties settings;
    private final InstantSource clock;
    private final IssuerEndpoints endpoints;
    private final Pace pace;
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec key = new SecretKeySpec(randomBytes(), "HmacSHA256");

    CodeSignIn(Issuer issuer, OAuthProperties settings, InstantSource clock, LongSupplier nanos) {
        this.issuer = issuer;
        this.settings = settings;
        this.clock = clock;
        this.endpoints = new IssuerEndpoints(issuer, nanos);
        this.pace = new Pace(nanos);
    }

    @Override
    public Optional<String> host() {
        return Optional.of(URI.create(issuer.name()).getHost());
    }

    @Override
    public Begun begin(String redirectUri) {
        var endpoint = endpoints().authorization();
        var secret = BASE64.encodeToString(randomBytes()) + "."
                + clock.instant().plus(PATIENCE).getEpochSecond();
        var query = new LinkedHashMap<String, String>();
        query.put("response_type", "code");
        query.put("client_id", settings.clientId());
        query.put("redirect_uri", redirectUri);
        query.put("scope", String.join(" ", settings.scopes()));
        query.put("state", state(secret, redirectUri));
        query.put("code_challenge", challenge(derive("verifier", secret)));
        query.put("code_challenge_method", "S256");
        return new Begun(endpoint + (endpoint.getRawQuery() == null ? "?" : "&") + form(query), secret);
    }

    @Override
    public String finish(String secret, Answer answer) {
        if (!isOurs(secret, answer)) {
            throw refused("The sign-in was not begun in this browser, or was begun more than " + PATIENCE.toMinutes()
                    + " minutes ago; begin again.");
        }
        var known = endpoints();
        if (!isOfTheIssuer(known, answer)) {
            throw refused("The answer came from another issuer; begin again.");
        }
        if (pace.tryTake(1, PER_SECOND) > 0 || !places.tryAcquire()) {
            throw new ProblemException(
                            ProblemType.TOO_MANY_REQUESTS, "Too many people are signing in at the issuer; begin again.")
                    .retryAfter(Duration.ofSeconds(1));
        }
        try {
            return exchange(known, secret, answer);
        } finally {
            places.release();
        }
    }

    private boolean isOurs(String secret, Answer answer) {
        var form = SECRET.matcher(secret);
        return form.matches()
                && clock.instant().isBefore(Instant.ofEpochSecond(Long.parseLong(form.group(1))))
                && MessageDigest.isEqual(bytes(state(secret, answer.redirectUri())), bytes(answer.state()));
    }

    /** By RFC 9207: an answer of another issuer would make this service send the code to the wrong one. */
    private boolean isOfTheIssuer(IssuerEndpoints.Known known, Answer answer) {
        return answer.issuer() == null ? !known.namesItself() : issuer.name().equals(answer.issuer());
    }

    private String exchange(IssuerEndpoints.Known known, String secret, Answer answer) {
        var body = new LinkedHashMap<String, String>();
        body.put("grant_type", "authorization_code");
        body.put("code", answer.code());
        body.put("redirect_uri", answer.redirectUri());
        body.put("client_id", settings.clientId());
        body.put("code_verifier", derive("verifier", secret));
        try {
            return token(IssuerHttp.send(HttpRequest.newBuilder(known.token())
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(form(body)))));
        } catch (IOException e) {
            throw unavailable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        }
    }

    private String token(IssuerHttp.Answer answer) {
        var token = answer.text("access_token");
        if (answer.status() == 200 && !token.isEmpty() && token.length() <= LONGEST_TOKEN) {
            return token;
        }
        if (answer.status() >= 500) {
            throw unavailable(new IOException("the token endpoint answered " + answer.status()));
        }
        var error = answer.text("error");
        log.warn(
                "The issuer {} gave no token for a code: status {}, error {}.",
                issuer.name(),
                answer.status(),
                ERROR.matcher(error).matches() ? error : "unknown");
        throw refused("The issuer did not accept the sign-in; begin again.");
    }

    private static ProblemException refused(String sentence) {
        return new ProblemException(ProblemType.UNAUTHENTICATED, sentence);
    }

    private IssuerEndpoints.Known endpoints() {
        try {
            return endpoints.known();
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    private ProblemException unavailable(Exception cause) {
        return new ProblemException(
                        ProblemType.ISSUER_UNAVAILABLE,
                        "The issuer " + URI.create(issuer.name()).getHost()
                                + " does not answer as it should; try again later.",
                        cause)
                .retryAfter(LATER);
    }

    private String state(String secret, String redirectUri) {
        return derive("state", secret + " " + redirectUri);
    }

    private String derive(String purpose, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return BASE64.encodeToString(mac.doFinal(bytes(purpose + " " + text)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HmacSHA256", e);
        }
    }

    private static String challenge(String verifier) {
        try {
            return BASE64.encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes(verifier)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private byte[] randomBytes() {
        var bytes = new byte[32];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String form(Map<String, String> members) {
        return members.entrySet().stream()
                .map(member -> member.getKey() + "=" + URLEncoder.encode(member.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
