package io.bundlebackup.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The logins of browsers. A login is a signed value in a cookie and not a row, so that a restart of the service signs nobody out. The
 * signature covers the hash of the caller's token: a login ends when the token is changed or removed.
 *
 * <p>Thread-safe. A login that was signed out is remembered in memory until it expires: after a restart a copy of its cookie counts again.
 */
public final class Logins {
    /** The attribute of a request that has its {@link Login}. */
    public static final String REQUEST_ATTRIBUTE = "io.bundlebackup.access.login";

    /** How long a login is valid. */
    public static final Duration LIFETIME = Duration.ofHours(12);

    private static final int MOST_SIGNED_OUT = 10_000;
    private static final int MOST_REMEMBERED = 10_000;
    private static final Pattern COOKIE =
            Pattern.compile("([A-Za-z0-9_.@-]{1,64})~([0-9]{1,12})~([A-Za-z0-9_-]{43})~([A-Za-z0-9_-]{43})");
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final Tokens tokens;
    private final SignedTokens signed;
    private final SecretKeySpec key;
    private final InstantSource clock;
    /** Logins of signed tokens by their cookies, the oldest first: such a token cannot be looked up later. A restart ends them. */
    private final Map<String, Login> remembered = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Login> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    /** By the signature of a login, when the login expires; the oldest first. */
    private final Map<String, Instant> signedOut = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > MOST_SIGNED_OUT;
        }
    };

    /**
     * A caller who is signed in.
     *
     * @param expiresAt by the wall clock
     * @param cookie the value for the browser; a secret
     */
    public record Login(Caller caller, Instant expiresAt, String cookie) {}

    /** @param key a secret of the service that outlives its restarts */
    Logins(Tokens tokens, SignedTokens signed, String key, InstantSource clock) {
        this.tokens = tokens;
        this.signed = signed;
        this.key = new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
        this.clock = clock;
    }

    /** The name of the cookie. Another service on the same host has another name: browsers do not tell ports apart in cookies. */
    public String cookieName() {
        return "bundle-backup-" + sign("cookie").substring(0, 8);
    }

    /** Signs in the caller of this token; empty if the token is wrong. */
    public Optional<Login> signIn(String token) {
        return tokens.entryOf(token)
                .map(this::issue)
                .or(() -> signed.callerOf(token).map(this::remember));
    }

    private Login remember(Caller caller) {
        var login = new Login(caller, end(caller), SecretFile.random());
        synchronized (remembered) {
            remembered.values().removeIf(each -> !clock.instant().isBefore(each.expiresAt()));
            remembered.put(login.cookie(), login);
        }
        return login;
    }

    private Optional<Login> remembered(String cookie) {
        synchronized (remembered) {
            return Optional.ofNullable(remembered.get(cookie))
                    .filter(login -> clock.instant().isBefore(login.expiresAt()));
        }
    }

    /** Not later than that of the token. */
    private Instant end(Caller caller) {
        var longest = clock.instant().plus(LIFETIME);
        var ends = caller.credential().expires();
        return Instant.ofEpochSecond((ends.isBefore(longest) ? ends : longest).getEpochSecond());
    }

    private Login issue(Tokens.Entry entry) {
        var expiresAt = end(entry.caller());
        var claim = entry.caller().name() + "~" + expiresAt.getEpochSecond() + "~" + SecretFile.random();
        return new Login(entry.caller(), expiresAt, claim + "~" + signature(claim, entry));
    }

    /** The login of this cookie; empty if the value is not ours, has expired, was signed out, or its token was changed. */
    public Optional<Login> find(String cookie) {
        var parts = COOKIE.matcher(cookie);
        if (!parts.matches()) {
            return remembered(cookie);
        }
        var expiresAt = Instant.ofEpochSecond(Long.parseLong(parts.group(2)));
        var claim = cookie.substring(0, parts.start(4) - 1);
        return tokens.entryNamed(parts.group(1))
                .filter(entry -> isEqual(signature(claim, entry), parts.group(4)))
                .filter(entry -> clock.instant().isBefore(expiresAt) && !isSignedOut(parts.group(4)))
                .map(entry -> new Login(entry.caller(), expiresAt, cookie));
    }

    /** Ends a login before its time. */
    public void signOut(Login login) {
        synchronized (remembered) {
            if (remembered.remove(login.cookie()) != null) {
                return;
            }
        }
        synchronized (signedOut) {
            signedOut.values().removeIf(expiresAt -> !clock.instant().isBefore(expiresAt));
            signedOut.put(login.cookie().substring(login.cookie().lastIndexOf('~') + 1), login.expiresAt());
        }
    }

    /** How many logins are remembered, for tests. */
    int signedOut() {
        synchronized (signedOut) {
            return signedOut.size();
        }
    }

    private boolean isSignedOut(String signature) {
        synchronized (signedOut) {
            return signedOut.containsKey(signature);
        }
    }

    private String signature(String claim, Tokens.Entry entry) {
        return sign("login~" + claim + "~" + HexFormat.of().formatHex(entry.sha256()));
    }

    private String sign(String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return BASE64.encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HmacSHA256", e);
        }
    }

    private static boolean isEqual(String expected, @Nullable String given) {
        return given != null
                && MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.US_ASCII), given.getBytes(StandardCharsets.US_ASCII));
    }
}
